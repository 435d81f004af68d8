"""Texts in requests: a line for names and titles, a text for everything longer."""

from typing import Annotated

from pydantic import AfterValidator, Field

_LINE = 200
_TEXT = 100_000


def _one_line(text: str) -> str:
    """The line without the blanks around it; nothing and several lines are none."""
    line = text.strip()
    if not line:
        raise ValueError("不能为空")
    if not line.isprintable():
        raise ValueError("须为一行文字，不含换行和控制字符")
    return line


Line = Annotated[str, Field(max_length=_LINE), AfterValidator(_one_line)]
Text = Annotated[str, Field(max_length=_TEXT)]
