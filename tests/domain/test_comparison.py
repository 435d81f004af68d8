"""The comparison key: what clerks take for the same text has one key."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.domain.comparison import comparison_key, name_key

SAME = {
    "width and case": ("关于５Ｇ基站", "关于5g基站"),
    "brackets": ("县教科局（知识产权局）", "县教科局(知识产权局)"),
    "square brackets": ("黔政发〔2014〕7号", "黔政发[2014]7号"),
    "quotation marks": ("“五落实”", "「五落实」"),
    "dots in names": ("买买提·艾力", "买买提•艾力"),
    "dashes": ("2014—2015", "2014-2015"),
    "blanks": ("关于\u3000 加强\u00a0监督 ", "关于 加强 监督"),
    "a Kangxi radical": ("⼈民⽇报", "人民日报"),
    "a CJK radical of a PDF file": ("镇远县⻓江路", "镇远县长江路"),
    "a zero-width blank": ("舞阳\u200b镇", "舞阳镇"),
    "a variation selector": ("葛\U000e0100城", "葛城"),
    "composed and decomposed": ("Café", "Cafe\u0301"),
    "a ligature and a sharp s": ("ﬁ Straße", "FI STRASSE"),
    "a line break": ("第一行\r\n第二行", "第一行 第二行"),
}


@pytest.mark.parametrize("case", SAME)
def test_what_clerks_take_for_the_same_has_one_key(case: str) -> None:
    one, other = SAME[case]
    assert comparison_key(one) == comparison_key(other)


def test_what_is_different_keeps_different_keys() -> None:
    names = ["舞阳镇", "㵲阳镇", "舞阳乡", "\ue863阳镇", "𱖎阳镇", "\U0002ebf0阳镇", "舞阳镇(二)"]
    assert len({comparison_key(name) for name in names}) == len(names)


def test_words_stay_apart_in_a_text_and_a_name_has_no_blanks() -> None:
    assert comparison_key("教育\u3000 农村") == "教育 农村"
    assert name_key("张\u3000三") == name_key("张三")
    assert name_key("县教科局 （知识产权局）") == name_key("县教科局(知识产权局)")


@given(st.text())
@example("A\xb4")
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert comparison_key(comparison_key(text)) == comparison_key(text)
    assert name_key(name_key(text)) == name_key(text)


@pytest.mark.parametrize("later", ["\U0001e030", "\U0001e4ec", "\U00011f41", "\U00010efd", "\U0001e06d"])
def test_a_character_that_only_newer_interpreters_know_is_kept_as_it_is(later: str) -> None:
    assert comparison_key(f"Ａ{later}Ｂ") == f"a{later}b"
