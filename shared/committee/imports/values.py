"""The values of cells of several imports: lists of lines, and words of the vocabulary by their Chinese titles."""

import re
from collections.abc import Callable

from shared.contracts.titled import W
from shared.domain.lines import line_of

_SEPARATORS = re.compile(r"[、，,;；\n]+")


def lines_in(text: str) -> tuple[str, ...]:
    """Returns the lines of a cell, separated by commas, semicolons or line breaks."""
    return tuple(line_of(each) for each in _SEPARATORS.split(text) if each.strip())


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
