"""The rules of grass-roots platforms: classes, people, filing, townships, visits."""

from typing import Any

import pytest

from shared.contracts.platform_vocabulary import ContactPointForm, PlatformClass
from shared.contracts.vocabulary import Level
from shared.domain.errors import ConflictError, InvalidError
from shared.domain.platforms.commands import (
    Appoint,
    ClosePlatform,
    FilePlatform,
    RecordReception,
    RegisterPlatform,
    Regroup,
)
from tests.support.matters import TOWNSHIP, MatterBuilder, decision_context

NAMES = ("甲", "乙", "丙")
STATION = f"{TOWNSHIP}-g-2026-1"
OF_A_TOWNSHIP = decision_context(TOWNSHIP, Level.TOWNSHIP)


def platform(platform: PlatformClass, **given: Any) -> MatterBuilder:
    """Returns a platform of this class, of a township where only townships have such platforms."""
    level = {PlatformClass.AREA_GROUP: decision_context()}.get(platform, OF_A_TOWNSHIP)
    return MatterBuilder("platform", RegisterPlatform(platform=platform, head="站长", **given), context=level)


def station(deputies: int = 1) -> MatterBuilder:
    return platform(PlatformClass.STATION, deputies=NAMES[:deputies])


@pytest.mark.parametrize("deputies", [0, 3])
def test_k15_a_station_without_deputies_or_with_three_is_refused(deputies: int) -> None:
    with pytest.raises(InvalidError, match=f"副职1至2名，现在是{deputies}名"):
        station(deputies)


@pytest.mark.parametrize("deputies", [1, 2])
def test_k15_a_station_has_one_or_two_deputies(deputies: int) -> None:
    assert station(deputies).status == "registered"
    assert station().wrong_field(Appoint(head="站长", deputies=NAMES)) == (
        "deputies",
        "“村级协商站”的副职1至2名，现在是3名",
    )


def test_nobody_is_named_twice_in_a_station() -> None:
    refused = station().wrong_field(Appoint(head="甲", deputies=("甲",)))
    assert refused == ("deputies", "每人只填一次，负责人不兼副职")


def test_a_point_and_a_household_have_no_deputies_and_belong_to_the_level_above() -> None:
    point = platform(PlatformClass.POINT, parent=STATION)
    assert point.wrong_field(Appoint(head="组长", deputies=("甲",)))[0] == "deputies"
    for lacking, field in ((PlatformClass.POINT, "parent"), (PlatformClass.HOUSEHOLD, "household")):
        with pytest.raises(InvalidError, match=f"{field}：.*必须填写"):
            platform(lacking)
    with pytest.raises(InvalidError, match="parent：“村级协商站”没有上一级平台"):
        platform(PlatformClass.STATION, deputies=("甲",), parent=STATION)


def test_a_station_is_counted_from_its_filing_and_a_contact_point_at_once() -> None:
    filed = station().execute(FilePlatform())
    assert [state for _, state in filed.facts.steps] == ["registered", "active"]
    assert [state for _, state in MatterBuilder("platform").facts.steps] == ["active"]


def test_only_a_county_or_a_city_has_area_groups_and_only_a_township_has_stations() -> None:
    with pytest.raises(InvalidError, match="class：“村级协商站”由乡镇（街道）登记"):
        MatterBuilder("platform", RegisterPlatform(platform=PlatformClass.STATION, head="站长", deputies=("甲",)))
    area = RegisterPlatform(
        platform=PlatformClass.AREA_GROUP, head="副主席", special_committee="经济委", townships=(TOWNSHIP,)
    )
    assert MatterBuilder("platform", area).status == "active"
    with pytest.raises(InvalidError, match="class：“片区”由县（市、区）、市（州）登记"):
        MatterBuilder("platform", area, context=OF_A_TOWNSHIP)


@pytest.mark.parametrize("field", ["special_committee", "townships"])
def test_an_area_group_has_a_special_committee_and_townships(field: str) -> None:
    given: dict[str, Any] = {"special_committee": "经济委", "townships": (TOWNSHIP,)}
    with pytest.raises(InvalidError, match=f"{field}：“片区”必须填写"):
        platform(PlatformClass.AREA_GROUP, **{**given, field: ""})
    with pytest.raises(InvalidError, match=f"{field}：只有“片区”填写"):
        platform(PlatformClass.STATION, deputies=("甲",), **{field: given[field]})


def test_the_townships_of_an_area_group_change_from_a_day_on() -> None:
    area = platform(PlatformClass.AREA_GROUP, special_committee="经济委", townships=(TOWNSHIP,))
    area.execute(Regroup(townships=(TOWNSHIP, "520603100")))
    assert [number for _, number in area.facts.townships] == [1, 2]
    assert area.wrong_field(Regroup(townships=(TOWNSHIP, TOWNSHIP))) == ("townships", "同一乡镇只填一次")


def test_members_meet_the_public_at_a_contact_point_alone() -> None:
    point = MatterBuilder("platform").execute(RecordReception(visitors=12), RecordReception(visitors=7))
    assert [visitors for _, visitors in point.facts.visits] == [12, 7]
    assert point.wrong_field(RecordReception(visitors=0)) == ("visitors", "须在1至100000之间")
    assert isinstance(station().execute(FilePlatform()).refusal(RecordReception(visitors=1)), ConflictError)
    assert isinstance(point.refusal(FilePlatform()), ConflictError)


def test_visits_may_be_recorded_in_any_order_but_not_before_the_point_was_there() -> None:
    point = MatterBuilder("platform")
    later = point.next_day()
    point.next_day()
    point.execute(RecordReception(visitors=5)).execute(RecordReception(visitors=3, on=later))
    assert [visitors for _, visitors in point.facts.visits] == [3, 5]


def test_a_contact_point_names_its_form_and_nothing_else_does() -> None:
    with pytest.raises(InvalidError, match="contact_form：“委员联系点”必须填写"):
        platform(PlatformClass.CONTACT_POINT)
    with pytest.raises(InvalidError, match="contact_form：只有“委员联系点”填写"):
        platform(PlatformClass.STATION, deputies=("甲",), contact_form=ContactPointForm.OFFICE)


def test_a_platform_is_closed_with_a_reason_and_for_good() -> None:
    closed = station().execute(FilePlatform())
    assert closed.wrong_field(ClosePlatform(reason=" ")) == ("reason", "必须填写")
    assert closed.execute(ClosePlatform(reason="合村")).status == "closed"
