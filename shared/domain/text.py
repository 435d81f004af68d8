"""Free text, such as the content of a proposal or a reason: what it may contain, and the form in which it is stored."""

import re

from shared.domain.characters import BLANKS, FORBIDDEN, LINE_BREAKS, name_of
from shared.domain.normal_forms import nfc

_BREAK = re.compile("\r\n|[\x0b\x0c\r\x85\u2028\u2029]")
_EDGES = BLANKS + LINE_BREAKS


def text_of(text: str) -> str:
    """Returns the text as it is stored; `ValueError`, in Chinese, names the character that no text may contain.

    Stored text is in NFC, its line breaks are line feeds, and no blanks or empty lines surround it; the indent of its first line stays.
    """
    if fault := fault_in(text):
        raise ValueError(fault)
    ended = nfc(_BREAK.sub("\n", text)).rstrip(_EDGES)
    indent = ended[: len(ended) - len(ended.lstrip(_EDGES))]
    return ended[indent.rfind("\n") + 1 :]


def fault_in(text: str) -> str | None:
    """Returns which character no text may contain, and where it is; `None` if there is none."""
    found = FORBIDDEN.search(text)
    return f"第{found.start() + 1}个字符是无效的字符：{name_of(found[0])}" if found else None
