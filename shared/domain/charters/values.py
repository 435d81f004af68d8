"""The values that the fields of a charter may have, among them the sectors 界别 and the optional stages of a proposal."""

from collections.abc import Collection
from datetime import date
from functools import partial
from typing import Any

from shared.contracts.consultation_vocabulary import HeldBy, PlanClass
from shared.contracts.subjects import Subject
from shared.contracts.titled import Titled
from shared.contracts.vocabulary import UPWARDS, Answer, Channel, Ground, Outcome, Recorded, Role, Theme
from shared.domain.attachments import AttachmentType
from shared.domain.charters.cadence_rules import cadence_rule
from shared.domain.charters.evaluation import criterion
from shared.domain.charters.public_texts import PublicText
from shared.domain.charters.readers import READERS
from shared.domain.lines import LONGEST_TEXT, is_line


class Stage(Titled):
    """An optional stage of the life of a proposal."""

    PRE_REVIEW = "pre_review", "初审和复审"
    COORDINATION = "coordination", "督查机构转办"
    REPLY_REVIEW = "reply_review", "答复审核"


SECTOR_ENDING = "界"
"""The end of the names of most sectors, which clerks often omit."""

LONGEST_SECTOR = 40
"""Maximum length of the name of a sector: events contain it."""

SECTORS: tuple[str, ...] = (
    "中国共产党", "民革", "民盟", "民建", "民进", "农工党", "致公党", "九三学社", "台盟", "无党派人士", "共青团和青联", "总工会", "妇联",
    "工商联", "科协", "台联", "侨联", "文化艺术界", "科学技术界", "社会科学界", "经济界", "农业界", "教育界", "体育界", "新闻出版界",
    "医药卫生界", "对外友好界", "社会福利和社会保障界", "少数民族界", "宗教界", "环境资源界", "特邀香港人士", "特邀澳门人士",
    "特别邀请人士",
)  # fmt: skip
"""The sectors 界别 of the national committee since its 14th term (2023)."""


LONGEST_PERIODICAL = 40
LONGEST_ISSUE = LONGEST_PERIODICAL + 60
"""Maximum length of the name of a periodical, and of an issue as the charter writes it, with that name."""


def periodical_name(value: object) -> str:
    """Returns the name of a periodical of a charter; raises `ValueError` when it is empty, too long or not one line."""
    if not isinstance(value, str) or not value or len(value) > LONGEST_PERIODICAL or not is_line(value):
        raise ValueError(f"periodicals: `{value}` is no name of at most {LONGEST_PERIODICAL} characters")
    return value


def sector_name(value: object) -> str:
    """Returns the name of a sector of a charter; raises `ValueError` when it is empty, too long or not one line."""
    if not isinstance(value, str) or not value or len(value) > LONGEST_SECTOR or not is_line(value):
        raise ValueError(f"sectors: `{value}` is no name of at most {LONGEST_SECTOR} characters")
    return value


SCHEMES: dict[str, dict[str, Outcome]] = {
    "ABC": {"A": Outcome.RESOLVED, "B": Outcome.PLANNED, "C": Outcome.FOR_REFERENCE},
    "ABC_PLANNED": {"A": Outcome.RESOLVED, "B": Outcome.PLANNED, "C": Outcome.PLANNED},
    "ABCD": {"A": Outcome.RESOLVED, "B": Outcome.PLANNED, "C": Outcome.CONSTRAINED, "D": Outcome.FOR_REFERENCE},
}
"""Scheme -> answer class -> canonical outcome. Mostly B means being resolved or planned; in some places being resolved, with C planned."""

ADOPTION_POINTS = tuple(zip(UPWARDS, (1, 2, 4, 8, 16), strict=True))
"""The default points for each level of adoption of an opinion report, which no source prints."""

SCHEME_TITLES: dict[str, str] = {
    "ABC": "A、B、C三类",
    "ABC_PLANNED": "A、B、C三类（C为列入计划）",
    "ABCD": "A、B、C、D四类",
}

CLASS_TITLES: dict[tuple[str, str], str] = {("ABC_PLANNED", "B"): "正在解决", ("ABC_PLANNED", "C"): "列入计划"}
"""Scheme and answer class -> title of the class, where the title of its outcome is too wide."""

HIGHEST_FILING_NUMBER = 99_999
LONGEST_FILING_NUMBER = 60
"""The highest filing number of a proposal, and the characters of the longest one as the charter writes it."""

LONGEST_MONTHS = 120
LONGEST_DAYS = 3650
"""The longest limits that a charter may set, in months and in days: ten years. Typed limits are no further ahead."""

LONGEST_YEARS = 50
"""The most years before its own in which similar matters are looked for."""


def _days_before(value: object) -> int:
    """Returns a number of days before a limit; raises `ValueError` for anything else."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LONGEST_DAYS:
        raise ValueError(f"`reminder_days` takes whole numbers from 1 to {LONGEST_DAYS}, not {value!r}")
    return value


_KINDS = {subject.name.lower(): subject for subject in Subject if subject.is_matter}


def kind_named(name: str, *, key: str) -> Subject:
    """Returns the kind of matter of this name; raises `ValueError` for another one. `key`: of the file."""
    if name not in _KINDS:
        raise ValueError(f"{key}: `{name}` is none of {', '.join(_KINDS)}")
    return _KINDS[name]


_TYPES: dict[str, Any] = {
    "answers": Answer,
    "rehandled_answers": Answer,
    "online_channels": Channel,
    "checklist": str,
    "cadence": cadence_rule,
    "evaluation": criterion,
    "plan_classes": PlanClass,
    "holding_bodies": HeldBy,
    "records": Recorded,
    "stages": Stage,
    "grounds": Ground,
    "sectors": sector_name,
    "periodicals": periodical_name,
    "themes": Theme,
    "reminder_days": _days_before,
    "attachment_types": AttachmentType,
    "public_texts": PublicText,
    "second_factor_roles": Role,
    "offline_entry": partial(kind_named, key="offline_entry"),
}
_MOST = {
    "_months": LONGEST_MONTHS,
    "_tenths": 1000,
    "_hour": 23,
    "_characters": LONGEST_TEXT,
    "_percent": 100,
    "_years": LONGEST_YEARS,
}
_COMMON_YEAR = 2001  # without a 29th of February
_DAYS = ("session_limit_day", "ordinary_limit_day")
_SWITCHES = (
    *("accepts_from_above", "accepts_from_peers", "sends_downward", "sends_to_peers"),
    *("public_board", "public_topics"),
)


def checked_value(name: str, key: str, value: Any, *, known: Collection[str]) -> Any:
    """Returns the value of a field; raises `ValueError` when it is invalid, because no service may start with an invalid charter.

    `name`: of the rules in the file; `known`: the fields of a charter.
    """
    if key not in known:
        raise ValueError(f"{name}: `{key}` is none of {', '.join(sorted(known))}")
    if key == "scheme" and value not in SCHEMES:
        raise ValueError(f"{name}: scheme `{value}` is none of {', '.join(SCHEMES)}")
    if key in _TYPES:
        return tuple(_TYPES[key](item) for item in value)
    if key in READERS:
        return READERS[key](name, value)
    if key in ("filing_number", "issue_number", "organ_code"):
        return _text(name, key, value)
    if key in _SWITCHES:
        return _switch(name, key, value)
    if key in _DAYS and not _is_day_of_year(value):
        raise ValueError(f"{name}: `{key}` takes a month and a day of every year such as `06-30`, not {value!r}")
    if key not in ("scheme", *_DAYS):
        most = next((most for ending, most in _MOST.items() if key.endswith(ending)), LONGEST_DAYS)
        if not isinstance(value, int) or not 0 <= value <= most:
            raise ValueError(f"{name}: `{key}` takes a whole number from 0 to {most}, not {value!r}")
    return value


def _text(name: str, key: str, value: object) -> str:
    """Returns a text, which as a filing number names the number; raises `ValueError` for anything else."""
    if not isinstance(value, str):
        raise ValueError(f"{name}: `{key}` takes a text, not {value!r}")  # noqa: TRY004 - as all wrong values
    if key == "filing_number":
        _check_filing_number(name, value)
    if key == "issue_number":
        _check_issue_number(name, value)
    return value


def _switch(name: str, key: str, value: object) -> bool:
    """Returns a value that turns something on or off; raises `ValueError` for anything else."""
    if not isinstance(value, bool):
        raise ValueError(f"{name}: `{key}` takes true or false, not {value!r}")  # noqa: TRY004 - as all wrong values
    return value


def _is_day_of_year(value: object) -> bool:
    """Returns whether a value is empty, or a month and a day that every year has."""
    if not isinstance(value, str) or not value:
        return value == ""
    try:
        return value.replace("-", "").isdecimal() and bool(date.fromisoformat(f"{_COMMON_YEAR}-{value}"))
    except ValueError:
        return False


def _check_filing_number(name: str, pattern: str) -> None:
    """Raises `ValueError` for a pattern that writes two numbers alike, or that names anything else than number, year and session."""
    try:
        low, high = (pattern.format(number=number, year=2000, session="") for number in (1, HIGHEST_FILING_NUMBER))
    except (AttributeError, IndexError, KeyError, ValueError):
        low = high = ""
    if low == high or len(high) > LONGEST_FILING_NUMBER:
        raise ValueError(
            f"{name}: `filing_number` takes a text with {{number}} and at most {{year}} and {{session}} beside it, not {pattern!r}"
        )


def _check_issue_number(name: str, pattern: str) -> None:
    """Raises `ValueError` for a pattern that writes two issues alike, or that names anything else than number and year."""
    issues = ((1, 2000), (HIGHEST_FILING_NUMBER, 2000), (1, 2001))
    try:
        written = [pattern.format(number=number, year=year) for number, year in issues]
    except (AttributeError, IndexError, KeyError, ValueError):
        written = []
    if len(set(written)) < len(issues) or max(map(len, written)) > LONGEST_FILING_NUMBER:
        raise ValueError(f"{name}: `issue_number` takes a text with {{number}} and {{year}}, not {pattern!r}")


def kinds_named(names: list[str]) -> frozenset[Subject]:
    """Returns the kinds of matter of these names that a level begins; raises `ValueError` for another name."""
    return frozenset(kind_named(name, key="begins") for name in names)
