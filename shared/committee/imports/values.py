"""The values of cells of several imports: lists of lines, and words of the vocabulary by their Chinese titles."""

import re
from collections.abc import Callable

from shared.contracts.titled import W
from shared.domain.errors import InvalidError
from shared.domain.lines import line_of, name_in

_SEPARATORS = re.compile(r"[、，,;；\n]+")


def lines_in(text: str) -> tuple[str, ...]:
    """Returns the lines of a cell, separated by commas, semicolons or line breaks."""
    return tuple(line_of(each) for each in _SEPARATORS.split(text) if each.strip())


def entry_name(text: str) -> str:
    """Returns the name of an entry of a register; raises `ValueError`, in Chinese, for none."""
    try:
        return name_in("name", text)
    except InvalidError as error:
        raise ValueError(error.fields[0].rule) from error


def word_of(words: type[W]) -> Callable[[str], W]:
    """Returns the parser of a Chinese title of one of these words, with or without its usual ending."""

    def read(text: str) -> W:
        for word in words:
            if text in {
                word.title_zh,
                word.title_zh.removesuffix("提案"),
                word.title_zh.removesuffix("建设"),
                word.value,
            }:
                return word
        raise ValueError(f"须为下列之一：{'、'.join(word.title_zh for word in words)}")

    return read
