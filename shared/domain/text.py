"""Free text, such as the content of a proposal or a reason: its allowed characters and its stored form."""

import re

from shared.domain.characters import BLANKS, FORBIDDEN, LINE_BREAKS, name_of
from shared.domain.normal_forms import nfc

_BREAK = re.compile("\r\n|[\x0b\x0c\r\x85\u2028\u2029]")
_EDGES = BLANKS + LINE_BREAKS


def text_of(text: str) -> str:
    """Returns the text as it is stored; raises `ValueError`, which names in Chinese the character that no text may contain.

    Stored text is in NFC, its line breaks are line feeds, and no blanks or empty lines surround it; the indent of its first line is kept.
    """
    if fault := fault_in(text):
        raise ValueError(fault)
    ended = nfc(_BREAK.sub("\n", text)).rstrip(_EDGES)
    indent = ended[: len(ended) - len(ended.lstrip(_EDGES))]
    return ended[indent.rfind("\n") + 1 :]


def fault_in(text: str) -> str | None:
    """Returns, in Chinese, which refused character a text contains and at which position; `None` if it contains none."""
    found = FORBIDDEN.search(text)
    return f"第{found.start() + 1}个字符是无效的字符：{name_of(found[0])}" if found else None
