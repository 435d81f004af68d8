"""The characters that text may contain: explicit ranges of code points, so that every Python version accepts and refuses the same.

Text contains what XML 1.0 can carry, except control characters and characters that change the direction of the following text.
All others are accepted, including characters newer than the tables of the interpreter and private-use characters of old GBK systems.
"""

import re

BLANKS = "\t \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
LINE_BREAKS = "\n\x0b\x0c\r\x85\u2028\u2029"

FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Characters refused in every text."""

ZERO_WIDTH = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b-\u200f\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
"""Characters refused in a line. Variation selectors, which choose the shape of the preceding character, are accepted."""

VARIATION = re.compile("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")

INVISIBLE = re.compile("|".join(each.pattern for each in (FORBIDDEN, ZERO_WIDTH, VARIATION)))
"""All of these."""

_NAMES = {
    "\xad": "软连字符",
    "\u061c": "方向标记",
    "\u200b": "零宽空格",
    "\u200c": "零宽不连字",
    "\u200d": "零宽连字",
    "\u200e": "方向标记",
    "\u200f": "方向标记",
    "\u2060": "零宽连接符",
    "\u2800": "盲文空格",
    "\ufeff": "零宽不换行空格",
    "\u2028": "换行",
    "\u2029": "换行",
}
_RANGES = (
    ("\x00", "\x08", "控制字符"),
    ("\t", "\t", "制表符"),
    ("\n", "\r", "换行"),
    ("\x0e", "\x1f", "控制字符"),
    ("\x85", "\x85", "换行"),
    ("\x7f", "\x9f", "控制字符"),
    ("\u202a", "\u202e", "改变文字方向的控制符"),
    ("\u2066", "\u2069", "改变文字方向的控制符"),
    ("\ud800", "\udfff", "不成对的代理码"),
    ("\ufffe", "\uffff", "不是字符的编码"),
)


def name_of(character: str) -> str:
    """Returns the name of a refused character in Chinese, with its code point."""
    named = (name for first, last, name in _RANGES if first <= character <= last)
    return f"{_NAMES.get(character) or next(named, '零宽控制符')}（U+{ord(character):04X}）"


_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def in_xml(text: str) -> str:
    """Returns the text with U+FFFD in place of each character that XML does not allow."""
    return _NOT_XML.sub("\ufffd", text)
