"""One line of text, such as a name or a title: the one rule for it, wherever it comes in."""

from shared.domain.errors import invalid

LONGEST_LINE = 200


def line_of(text: str, *, longest: int = LONGEST_LINE) -> str:
    """The line without the blanks around it; `ValueError` says in Chinese why it is none."""
    line = text.strip()
    if not line:
        raise ValueError("不能为空")
    if len(line) > longest or not line.isprintable():
        raise ValueError(f"须为一行文字，不含换行和控制字符，最多{longest}字")
    return line


def line_in(field: str, text: str, *, longest: int = LONGEST_LINE) -> str:
    """The same for a field of a command: `InvalidError` names it."""
    try:
        return line_of(text, longest=longest)
    except ValueError as error:
        raise invalid(field, text, str(error)) from error
