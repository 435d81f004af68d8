"""The letters that confirm adoptions or instructions, as one text of a notice: a line for each level, `全国：全国政协采字〔2026〕3号`."""

from collections.abc import Mapping

from shared.contracts.vocabulary import Level

_LEVELS = {level.title_zh: level for level in Level}


def letters_in(text: str) -> dict[Level, str]:
    """Returns level -> the number of the letter that confirms it; a line without a level is left out."""
    lines = (line.partition("：") for line in text.splitlines())
    return {_LEVELS[title]: letter for title, _, letter in lines if title in _LEVELS and letter}


def text_of(letters: Mapping[Level, str]) -> str:
    """Returns the text of the letters of levels."""
    return "\n".join(f"{level.title_zh}：{letter}" for level, letter in letters.items())
