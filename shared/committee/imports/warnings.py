"""Warnings about rows that are valid but doubtful: an import requires that the user accepts them."""

import re
from dataclasses import dataclass

from shared.domain.comparison import name_key

_PLACEHOLDER = re.compile(
    r"[_?*□■〓×\ufffd]|\.{2}|-{2}|x{2}|待定|(?<![一二三四五六七八九〇])〇"  # a 〇 after a digit is a zero: 二九〇农场
    r"|\([^()]*(?:撤|并入|合并|删除|作废|注销|停用|拟设|暂名)[^()]*\)|\([原旧][^()]*\)"
    r"|(?:撤销|已撤|撤并|合并|并入.*)$"
)
"""Parts of a name's comparison key that replace characters or note that the organization has ended."""

_HIDDEN = "该行在表格中被隐藏"


@dataclass(frozen=True, kw_only=True)
class RowWarning:
    """A doubtful cell. `row`: as the file counts; `field`: the column; `rule`: in Chinese."""

    row: int
    field: str
    value: str
    rule: str


def hidden_row(number: int) -> RowWarning:
    """Returns the warning about a row that is hidden in its sheet."""
    return RowWarning(row=number, field="", value="", rule=_HIDDEN)


def is_placeholder(name: str) -> bool:
    """Returns whether a name seems to lack characters, or notes that the organization has ended."""
    return _PLACEHOLDER.search(name_key(name)) is not None
