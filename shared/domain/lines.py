"""Text, of one line such as a name or of several such as a reason: its allowed characters and its stored form."""

import re

from shared.domain.characters import BLANKS, FORBIDDEN, LINE_BREAKS, ZERO_WIDTH, name_of
from shared.domain.comparison import is_blank, name_key
from shared.domain.errors import invalid
from shared.domain.normal_forms import nfc

LONGEST_LINE = 200
LONGEST_TEXT = 100_000

_BREAK = re.compile(f"[{LINE_BREAKS}]")
_BREAK_IN_TEXT = re.compile("\r\n|[\x0b\x0c\r\x85\u2028\u2029]")
_BLANKS = re.compile(f"[{BLANKS}]+")
_EDGES = BLANKS + LINE_BREAKS


def line_of(text: str) -> str:
    """Returns the line as it is stored: in NFC, each run of blanks one space, none around it. `ValueError` names the fault in Chinese."""
    if fault := fault_in(text) or _fault_in_line(text):
        raise ValueError(fault)
    line = _BLANKS.sub(" ", nfc(text.strip(_EDGES)))
    if is_blank(line):
        raise ValueError("不能为空")
    if len(line) > LONGEST_LINE:
        raise ValueError(f"最多{LONGEST_LINE}字")
    return line


def is_line(text: str) -> bool:
    """Returns whether a text can be shown in one line."""
    return not (fault_in(text) or _fault_in_line(text))


def line_in(field: str, text: str) -> str:
    """Returns the line that a field of a command contains; raises `InvalidError`, which names the field."""
    try:
        return line_of(text)
    except ValueError as error:
        raise invalid(field, text, str(error)) from error


def name_in(field: str, text: str) -> str:
    """Returns the name that a field of a command contains: a line whose comparison key is not empty and no longer than a line."""
    name = line_in(field, text)
    if not 0 < len(name_key(name)) <= LONGEST_LINE:
        raise invalid(field, text, f"须为名称，最多{LONGEST_LINE}字")
    return name


def _fault_in_line(text: str) -> str | None:
    """Returns, in Chinese, which character of a text cannot be in a line; ignores line breaks around the text. None: there is none."""
    if hidden := ZERO_WIDTH.search(text):
        return f"第{hidden.start() + 1}个字符是看不见的{name_of(hidden[0])}，请删去"
    end = len(text.rstrip(_EDGES))
    begin = len(text) - len(text.lstrip(_EDGES))
    if broken := _BREAK.search(text, begin, end):
        return f"须为一行文字，第{broken.start() + 1}个字符是换行"
    return None


def text_of(text: str) -> str:
    """Returns the text as it is stored; raises `ValueError`, which names in Chinese the character that no text may contain.

    Stored text is in NFC, its line breaks are line feeds, and no blanks or empty lines surround it; the indent of its first line is kept.
    """
    if fault := fault_in(text):
        raise ValueError(fault)
    ended = nfc(_BREAK_IN_TEXT.sub("\n", text)).rstrip(_EDGES)
    indent = ended[: len(ended) - len(ended.lstrip(_EDGES))]
    return ended[indent.rfind("\n") + 1 :]


def fault_in(text: str) -> str | None:
    """Returns, in Chinese, which refused character a text contains and at which position; `None` if it contains none."""
    found = FORBIDDEN.search(text)
    return f"第{found.start() + 1}个字符是无效的字符：{name_of(found[0])}" if found else None
