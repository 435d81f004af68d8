"""Chinese numerals, as the titles of terms and sessions have them."""

_DIGITS = "零一二三四五六七八九"
HIGHEST = 99


def in_chinese(number: int) -> str:
    """Returns a number from 1 to 99 in Chinese: 三, 十, 十二, 二十一."""
    if not 1 <= number <= HIGHEST:
        raise ValueError(f"{number} is not between 1 and {HIGHEST}")
    tens, ones = divmod(number, 10)
    leading = "" if tens < 2 else _DIGITS[tens]  # noqa: PLR2004 - ten itself is 十, not 一十
    return f"{leading}{'十' if tens else ''}{_DIGITS[ones] if ones else ''}"
