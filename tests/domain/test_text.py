"""What text may contain, and the form in which it is stored; the same on every interpreter."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.lines import fault_in, is_line, line_of, text_of

ACCEPTED = {
    "an ideographic space": "关于\u3000基站",
    "a no-break space": "关于\u00a0基站",
    "a character of extension H": "𱖎口镇",
    "a character of extension I": "\U0002ebf0口镇",
    "a character of extension J": "\U000323b0口镇",
    "a private-use character of a GBK system": "\ue863阳镇",
    "a private-use character of plane 15": "\U000f0000镇",
    "a Mongolian vowel separator": "ᠣ\u180eᠠ",
    "a variation selector": "葛\U000e0100城",
    "a tab between words": "关于\t基站",
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_a_name_may_contain(case: str) -> None:
    text = ACCEPTED[case]
    assert text_of(text) == text
    assert line_of(text) == text.replace("\u3000", " ").replace("\u00a0", " ").replace("\t", " ")


HIDDEN = {
    "520603999\u200b": "第10个字符是看不见的零宽空格（U+200B），请删去",
    "\ufeff舞阳镇": "第1个字符是看不见的零宽不换行空格（U+FEFF），请删去",
    "舞\u200d阳镇": "第2个字符是看不见的零宽连字（U+200D），请删去",
    "舞阳\u2063镇": "第3个字符是看不见的零宽控制符（U+2063），请删去",
    "舞阳\U000e0041镇": "第3个字符是看不见的零宽控制符（U+E0041），请删去",
}

FORBIDDEN = {
    "正\0文": "第2个字符是无效的字符：控制字符（U+0000）",
    "正文\x1b[0m": "第3个字符是无效的字符：控制字符（U+001B）",
    "正文\x9f": "第3个字符是无效的字符：控制字符（U+009F）",
    "正\u202e文": "第2个字符是无效的字符：改变文字方向的控制符（U+202E）",
    "\u2067正文": "第1个字符是无效的字符：改变文字方向的控制符（U+2067）",
    "正文\uffff": "第3个字符是无效的字符：不是字符的编码（U+FFFF）",
    "\ud83d": "第1个字符是无效的字符：不成对的代理码（U+D83D）",
}


@pytest.mark.parametrize(("text", "rule"), (HIDDEN | FORBIDDEN).items())
def test_no_name_contains_a_zero_width_or_a_forbidden_character(text: str, rule: str) -> None:
    assert refusal(line_of, text) == rule


@pytest.mark.parametrize(("text", "rule"), FORBIDDEN.items())
def test_no_text_contains_control_characters_or_changes_of_direction(text: str, rule: str) -> None:
    assert refusal(text_of, text) == rule


@pytest.mark.parametrize("text", HIDDEN)
def test_a_text_keeps_its_zero_width_characters(text: str) -> None:
    assert text_of(text) == text


def refusal(read: Callable[[str], str], text: str) -> str:
    """Returns the rule by which a text is refused."""
    with pytest.raises(ValueError, match="个字符") as refused:
        read(text)
    return str(refused.value)


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_a_line_break_is_one_character_in_a_text_and_refused_within_a_line(line_break: str) -> None:
    assert text_of(f"一{line_break}二") == "一\n二"
    assert line_of(f"{line_break} 一{line_break}") == "一"
    with pytest.raises(ValueError, match="第2个字符是换行"):
        line_of(f"一{line_break}二")


def test_text_is_stored_composed_and_trimmed_and_keeps_its_indents() -> None:
    assert text_of("\n \n\u3000\u3000Cafe\u0301\r\n\u3000\u3000二\u3000\n\n") == "\u3000\u3000Café\n\u3000\u3000二"
    assert line_of(" \u3000张\u3000 三\u00a0") == "张 三"
    assert (text_of(" \n\u3000"), text_of("")) == ("", "")


def test_a_line_is_counted_as_it_is_stored() -> None:
    assert line_of("长" * 200 + "\n") == "长" * 200
    for text in ("长" * 201, "\U0001d160" * 100):
        with pytest.raises(ValueError, match="最多200字"):
            line_of(text)
    for text in ("", " \u3000\n"):
        with pytest.raises(ValueError, match="不能为空"):
            line_of(text)


@given(st.text())
def test_what_is_stored_is_stored_again_unchanged(text: str) -> None:
    if fault_in(text) is None:
        assert text_of(text_of(text)) == text_of(text)
    if is_line(text) and 0 < len(text.strip()) < 50:
        assert line_of(line_of(text)) == line_of(text)
