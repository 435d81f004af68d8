"""One line of text, such as a name or a title: its allowed characters and its stored form."""

import re

from shared.domain.characters import BLANKS, LINE_BREAKS, ZERO_WIDTH, name_of
from shared.domain.comparison import is_blank, name_key
from shared.domain.errors import invalid
from shared.domain.normal_forms import nfc
from shared.domain.text import fault_in

LONGEST_LINE = 200

_BREAK = re.compile(f"[{LINE_BREAKS}]")
_BLANKS = re.compile(f"[{BLANKS}]+")


def line_of(text: str) -> str:
    """Returns the line as it is stored: in NFC, each run of blanks one space, none around it. `ValueError` names the fault in Chinese."""
    if fault := fault_in(text) or _fault_in_line(text):
        raise ValueError(fault)
    line = _BLANKS.sub(" ", nfc(text.strip(BLANKS + LINE_BREAKS)))
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
    end = len(text.rstrip(BLANKS + LINE_BREAKS))
    begin = len(text) - len(text.lstrip(BLANKS + LINE_BREAKS))
    if broken := _BREAK.search(text, begin, end):
        return f"须为一行文字，第{broken.start() + 1}个字符是换行"
    return None
