"""Measures of coverage: bodies, townships active in a period, counties, grass-roots platforms, members of a conference."""

from collections.abc import Iterator

from shared.contracts.consultation_vocabulary import ActivityClass
from shared.contracts.periods import PERIODS, YEAR, Period
from shared.contracts.platform_vocabulary import ContactPointForm
from shared.contracts.vocabulary import DirectorRole
from shared.measures.indicators import ACTIVE, TOWNSHIPS, WITH_STATION, active_in
from shared.measures.indicators import BODIES as ESTABLISHED
from shared.measures.measure import Measure, PartOf, count, parts_by, rate

ITEM_TITLES = {
    "premises": "办公场所",
    "equipment": "办公设备",
    "stationed_members": "驻乡委员",
    "funds": "工作经费",
    "staff": "工作人员",
}
"""Titles of the items of the usual checklist 五落实; an item that only some charters have is shown by its name."""


def in_periods(
    name: str, title: str, denominator: str, denominator_title: str, *, by_class: bool = False
) -> Iterator[Measure]:
    """Yields the indicator of this name as a share: of the year under the plain name, then of each quarter and half."""
    for period in PERIODS:
        yield rate(
            name if period is YEAR else f"{name}/{period.name}",
            title if period is YEAR else f"{title}（{period.title_zh}）",
            denominator,
            denominator_title,
            numerator=(f"{name}/{period.name}",),
            parts=tuple(_classes(period)) if by_class else (),
            whole="denominator",
            overlapping=True,
            period=period,
        )


def _classes(period: Period) -> Iterator[PartOf]:
    for activity in ActivityClass:
        yield PartOf(part=activity, title_zh=activity.title_zh, counters=(f"{active_in(activity)}/{period.name}",))


BODIES = (
    rate("township_bodies", "乡镇政协机构覆盖率", "townships", "当日在册乡镇（街道）"),
    rate(
        "standardised_bodies",
        "规范化建设达标率",
        "township_bodies",
        "已建立的乡镇政协机构",
        whole="denominator",
        discovered="standardised_bodies/",
        overlapping=True,
    ),
    rate(
        "township_directors",
        "配备主任的乡镇政协机构",
        "township_bodies",
        "已建立的乡镇政协机构",
        parts=parts_by(DirectorRole, "township_directors/{}"),
    ),
    count("township_members", "乡镇政协机构的委员"),
    count("township_special_invited", "乡镇政协机构的特邀委员"),
    *in_periods(ACTIVE, "开展活动的乡镇政协机构", ESTABLISHED, "已建立的乡镇政协机构", by_class=True),
    rate("counties_covered", "乡镇全覆盖的县（市、区）", "counties", "当日在册县（市、区）"),
    count("area_groups", "片区"),
    rate("townships_in_areas", "划入片区的乡镇（街道）", TOWNSHIPS, "当日在册乡镇（街道）"),
    rate(WITH_STATION, "有村级协商站的乡镇（街道）", TOWNSHIPS, "当日在册乡镇（街道）"),
    count("platform_stations", "村级协商站"),
    count("platform_points", "组级协商点"),
    count("platform_households", "户级协商召集人"),
    count("contact_points", "委员联系点", parts=parts_by(ContactPointForm, "contact_points/form={}")),
    count("member_committees", "联席会成员单位"),
)
