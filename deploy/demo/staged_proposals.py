"""Demonstration data, in no published figure: proposals of 邵阳 in the optional stages of its charter, and its register of units."""

from datetime import date, timedelta
from typing import Any

from deploy.demo.accounts import FURTHER_UNITS, LINKED, UNITS
from deploy.demo.matter_scripts import DemoPlace, MatterScript, ScriptStep, on
from deploy.demo.neighbours import SHAOYANG

PLACE = DemoPlace(SHAOYANG, "city")
SCHOOLS = UNITS[PLACE.service]
COORDINATOR, TRANSPORT = FURTHER_UNITS.values()
_MEMBER = LINKED[f"{SHAOYANG}-member"].name
_UNITS = ((SCHOOLS, "government"), (TRANSPORT, "government"), (COORDINATOR, "government"), ("市委督查室", "party"))
_SOLE = {"sole": SCHOOLS, "coordinator": COORDINATOR}
_FILED: tuple[ScriptStep, ...] = (
    ("submit", {}, 0), ("pre_review", {"recommendation": "file", "text": "演示初审意见。"}, 2), ("file", {}, 2),
)  # fmt: skip
_GIVEN: tuple[ScriptStep, ...] = (*_FILED, ("assign", _SOLE, 2), ("pass_on", {"unit": SCHOOLS}, 2))
_CONTACTS: tuple[ScriptStep, ...] = (
    ("record_contact", {"unit": SCHOOLS, "form": "telephone", "text": "演示：了解提案的意图。"}, 2),
    ("record_contact", {"unit": SCHOOLS, "form": "visit", "text": "演示：通报办理的进展。"}, 4),
)
_ACKNOWLEDGED: ScriptStep = ("acknowledge", {"unit": SCHOOLS}, 1)
_DRAFTED: tuple[ScriptStep, ...] = (
    *_GIVEN, _ACKNOWLEDGED, *_CONTACTS, ("draft_reply", {"unit": SCHOOLS, "text": "演示答复稿。", "answer_class": "A"}, 3),
)  # fmt: skip
_ANSWERED: tuple[ScriptStep, ...] = (*_DRAFTED, ("review_reply", {"unit": SCHOOLS, "decision": "approve"}, 3))
_SENT_BACK = {"unit": SCHOOLS, "decision": "send_back", "reason": "演示：请逐条答复提案的建议。"}
_RETURN = {"unit": SCHOOLS, "reason": "演示：不属于本单位的职责。"}
_STAGES: tuple[tuple[str, str, tuple[ScriptStep, ...]], ...] = (
    ("完善校园周边人行道", "session", (("submit", {}, 0),)),
    ("规范校外托管服务", "ordinary", _FILED[:2]),
    ("增加校车线路", "session", (*_FILED, ("assign", {"lead": SCHOOLS, "co": [TRANSPORT], "coordinator": COORDINATOR}, 2))),
    ("整治学校门前交通", "ordinary", (*_GIVEN, ("request_return", _RETURN, 2))),
    ("建设社区阅读空间", "session", (*_GIVEN, _ACKNOWLEDGED, _CONTACTS[0])),
    ("改善乡村学校供暖", "session", _DRAFTED),
    ("加强中小学心理辅导", "ordinary", (*_DRAFTED, ("review_reply", _SENT_BACK, 2))),
    ("开放学校运动场地", "session", (*_ANSWERED, ("rate", {"process": "very_satisfied", "result": "satisfied"}, 3))),
    ("扩大课后服务范围", "ordinary", (*_ANSWERED, ("rate", {"process": "mostly_satisfied", "result": "very_dissatisfied"}, 3))),
)  # fmt: skip
"""Topic, kind and the steps after the draft, each with the days after the step before."""


def unit_file() -> bytes:
    """Returns the file that the register of units is imported from, the same on every day."""
    rows = (f"{name},{unit_class},2015-01-01" for name, unit_class in _UNITS)
    return "\n".join(("name,class,on", *rows, "")).encode()


def staged_proposals(today: date) -> list[MatterScript]:
    """Returns a proposal for each state in which a stage leaves it, the newest step a few days before `today`."""
    return [_script(topic, kind, path, today) for topic, kind, path in _STAGES]


def _script(topic: str, kind: str, path: tuple[ScriptStep, ...], today: date) -> MatterScript:
    draft: dict[str, Any] = {
        "title": f"【演示】关于{topic}的提案",
        "content": "演示内容：情况、分析。",
        "suggestions": ["演示建议一。", "演示建议二。"],
        "kind": kind,
        "channel": "website",
        "proposers": [_MEMBER],
        "organization": PLACE.organization,
    }
    day = today - timedelta(days=2 + sum(days for _, _, days in path))
    requests = [("draft", {**draft, "year": day.year, **on(day)})]
    for command, body, days in path:
        day += timedelta(days=days)
        requests.append((command, {**body, **on(day)}))
    return MatterScript(kind="proposals", place=PLACE, title=draft["title"], requests=requests)
