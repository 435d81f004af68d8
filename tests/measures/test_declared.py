"""Which numbers may be declared of which measure."""

import pytest

from shared.domain.errors import InvalidError
from shared.measures.declared import DECLARABLE, MOST, check_declared


def refused(name: str, numerator: int, denominator: int | None) -> str:
    with pytest.raises(InvalidError) as refusal:
        check_declared(name, numerator, denominator)
    (field,) = refusal.value.fields
    return f"{field.field} {field.value} {field.rule}"


def test_a_share_needs_its_base_and_is_no_more_than_that() -> None:
    check_declared("suggestions_adopted", 30, 60)
    check_declared("suggestions_adopted", 60, 60)
    base = f"“意见建议采纳率”须填写提出的意见建议，1至{MOST}"
    assert refused("suggestions_adopted", 30, None) == f"denominator None {base}"
    assert refused("suggestions_adopted", 0, 0) == f"denominator 0 {base}"
    assert refused("suggestions_adopted", 61, 60) == "numerator 61 不能大于分母（提出的意见建议60）"


def test_a_number_has_no_base_and_an_average_may_exceed_one() -> None:
    check_declared("hearings_held", 2, None)
    check_declared("consultation_participants", 390, 26)
    assert refused("hearings_held", 2, 4) == "denominator 4 “党委听取政协工作汇报”没有分母，不填"
    assert refused("hearings_held", -1, None) == f"numerator -1 须在0至{MOST}之间"


def test_only_measures_of_a_whole_year_are_declared() -> None:
    for name in ("suggestion_rate", "handling_days", "townships_appraised/h1"):
        assert refused(name, 1, 1) == f"measure {name} 须为统计报告的一项全年指标，如“意见建议采纳率”"
    assert {"suggestions_adopted", "township_bodies", "sector_activities"} <= DECLARABLE.keys()
