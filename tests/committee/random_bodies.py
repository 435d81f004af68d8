"""The bodies of random requests: for each kind of matter those that begin one, and those of every command that a clerk gives."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

Body = dict[str, Any]
UNITS = ("县教育局", "县水务局", "县交通局")
DEPARTMENT = {"department": "县水务局"}
TEXT = {"text": "已研究"}
REASON = {"reason": "情况有变"}


class Situation(NamedTuple):
    """What bodies are chosen from: the random numbers, the day, the state of the matter, and the ids of all matters."""

    chance: Random
    today: date
    state: Any
    others: list[str]

    def day(self, later: int = 0) -> str:
        return (self.today + timedelta(later)).isoformat()

    def pick(self, *choices: Any) -> Any:
        return self.chance.choice(choices)

    def unit(self) -> str:
        """Returns a unit, in general one of those that the matter is assigned to."""
        units = [each.unit for each in self.state.assignments]
        return str(self.pick(*(units * 4 or UNITS), UNITS[2]))

    def numbers(self) -> list[int]:
        return self.chance.sample((1, 2, 3), self.pick(0, 1, 2))


Bodies = Mapping[str, Callable[[Situation], Body]]


def correction(s: Situation) -> Body:
    return {"step": s.chance.randint(1, s.state.sequence), "day": s.day(-s.chance.randint(0, 6)), "reason": "录错"}


def answered(s: Situation) -> Body:
    return {"unit": s.unit(), "text": "答复", "answer_class": s.pick("A", "B", "C")}


PROPOSALS: Bodies = {
    "edit": lambda s: s.pick(
        {"title": s.pick("甲", "乙"), "content": s.pick("一", "二")},
        {"sector": s.pick("", "教育界"), "theme": s.pick("", "economic")},
        {"suggestions": s.pick([], ["一"], ["一", "二"]), "keywords": ["水"]},
        {"type": s.pick("joint", "collective"), "kind": s.pick("session", "ordinary")},
        {"channel": s.pick("paper", "website"), "proposers": s.pick(["丁"], ["丁", "戊"], ["丁", "甲"])},
    ),
    "cosign": lambda s: {"member": s.pick("522625-m-1", "522625-m-2")},
    "accept_cosigning": lambda s: s.pick({}, {"member": "522625-m-1"}),
    "decline_cosigning": lambda s: s.pick({}, {"member": "522625-m-2"}),
    "submit": lambda _: {},
    "pre_review": lambda s: s.pick({"recommendation": "file"}, {"recommendation": "refuse", "ground": "forbidden"}),
    "file": lambda _: {},
    "refuse": lambda _: {"ground": "forbidden"},
    "merge": lambda s: {"into": s.pick(*s.others)},
    "convert": lambda s: {"to": s.pick("letter", "suggestion"), "text": "转有关部门"},
    "withdraw": lambda _: REASON,
    "assign": lambda s: s.pick(
        {"sole": s.pick(*UNITS)},
        {"lead": UNITS[0], "co": [UNITS[1]]},
        {"separate": [UNITS[0], UNITS[1]], "limit": s.day(40)},
        {"separate": [UNITS[0], UNITS[2]], "coordinator": "政府督查室"},
    ),
    "pass_on": lambda s: {"unit": s.unit()},
    "acknowledge": lambda s: {"unit": s.unit()},
    "request_return": lambda s: {"unit": s.unit(), "reason": "不属职责"},
    "accept_return": lambda s: {"unit": s.unit()},
    "keep": lambda s: {"unit": s.unit(), "reason": "属其职责"},
    "reassign": lambda s: {"unit": s.unit(), "to": s.pick(*UNITS)},
    "countersign": lambda s: {"unit": s.unit()},
    "reply": answered,
    "draft_reply": answered,
    "review_reply": lambda s: {
        "unit": s.unit(),
        **s.pick({"decision": "approve"}, {"decision": "send_back", "reason": "请补充"}),
    },
    "extend": lambda s: {"until": s.day(s.pick(60, 120)), **REASON, **s.pick({}, {"unit": s.unit()})},
    "urge": lambda s: {**TEXT, **s.pick({}, {"unit": s.unit()})},
    "record_contact": lambda s: {"unit": s.unit(), "form": s.pick("visit", "telephone")},
    "rate": lambda s: {
        "process": "satisfied",
        "result": s.pick("satisfied", "dissatisfied"),
        "signatory": s.pick(1, 1, 2),
    },
    "appraise": lambda s: {"score": s.pick("60", "92.5")},
    "rehandle": lambda s: {"explanation": "已重新研究", **s.pick({}, {"limit": s.day(20)})},
    "close": lambda _: {},
    "look_back": lambda s: {"result": s.pick("resolved", "still_planned"), "finding": "已建成"},
    "follow_suggestions": lambda s: {"adopted": s.numbers(), "not_adopted": s.numbers(), "done": s.numbers()},
    "mark_key": lambda _: {},
    "supervise": lambda _: {"leader": "副主席"},
    "instruct": lambda s: {"level": s.pick("county", "city"), "text": "请办理"},
    "answer_instruction": lambda s: {**TEXT, **s.pick({}, {"instruction": 1})},
    "publish": lambda _: {},
    "unpublish": lambda _: REASON,
    "mark_outstanding": lambda _: {},
    "correct": correction,
}
OPINIONS: Bodies = {
    "edit": lambda s: s.pick({"content": "三个月无人修理"}, {"title": s.pick("甲", "乙"), "authors": ["张三"]}),
    "approve": lambda _: {},
    "adopt": lambda s: {"level": s.pick("county", "city", "province")},
    "submit": lambda _: {},
    "issue": lambda _: {},
    "instruct": lambda s: {"level": s.pick("county", "city"), "text": "请办理"},
    "refer": lambda s: {"unit": s.pick(*UNITS), **s.pick({}, {"limit": s.day(20)})},
    "answer_referral": lambda s: {**TEXT, **s.pick({}, {"unit": s.pick(*UNITS)})},
    "feed_back": lambda s: {"text": "已修好", **s.pick({}, {"delay_reason": "需现场勘查"})},
    "keep": lambda _: REASON,
    "merge": lambda s: {"into": s.pick(*s.others)},
    "correct": correction,
}
CONSULTATIONS: Bodies = {
    "organise": lambda s: s.pick({}, {"date": s.day(9), "venue": "会议室"}, {"sector": "教育界"}),
    "invite": lambda _: {"invited_members": ["甲"], "invited_public": ["丙"]},
    "send_notice": lambda _: {},
    "send_papers": lambda _: {},
    "form_groups": lambda _: {"groups": ["一组", "二组"]},
    "hold": lambda s: {"participants": s.pick(2, 9), "suggestions": s.pick([], ["一", "二", "三"])},
    "draft_report": lambda _: {"draft": "报告"},
    "sign_off": lambda _: {"opinion": "同意"},
    "review_report": lambda s: {"held_by": s.pick("chairpersons_council", "standing_committee")},
    "submit_outcome": lambda s: {"kind": s.pick("minutes", "report"), "outcome_text": "成果"},
    "add_suggestions": lambda _: {"suggestions": ["四"]},
    "reword_suggestion": lambda s: {"number": s.pick(1, 2), "text": "更正"},
    "refer_suggestion": lambda s: {"number": s.pick(1, 2), "until": s.day(20), **DEPARTMENT},
    "answer_suggestion": lambda s: {"number": s.pick(1, 2), "answer": "已办", **DEPARTMENT},
    "receive_feedback": lambda s: {"adopted": s.numbers(), "done": s.numbers()},
    "convert_outcome": lambda s: {"to": s.pick("522625-p-2026-1", "522625-o-2026-1")},
    "instruct": lambda s: {"level": s.pick("county", "city"), "text": "请办理"},
    "answer_instruction": lambda s: {**TEXT, **s.pick({}, {"instruction": 1})},
    "add_outline": lambda _: {"author": "甲", "outline": "提纲"},
    "request_comments": lambda s: {"addressees": ["县水务局", "县交通局"], "until": s.day(30)},
    "record_comment": lambda s: {"number": s.pick(1, 2), "comment": "无意见"},
    "evaluate": lambda s: {"scores": [s.pick(20, 30), 40]},
    "link_decision": lambda s: {"body": "government", "decided_on": s.day(), "decision": "常务会议"},
    "close": lambda _: {},
    "cancel": lambda _: REASON,
    "correct": correction,
}
PLANS: Bodies = {
    "add_item": lambda s: {
        "topic": "老旧小区改造",
        "class": "special_committee",
        "lead_leader": "分管副主席",
        "person": "科长",
        "deadline": s.day(60),
        **DEPARTMENT,
    },
    "change_item": lambda s: {"item": s.pick(1, 2), "topic": s.pick("停车", "供水"), **REASON},
    "drop_item": lambda s: {"item": s.pick(1, 2), **REASON},
    "send_back": lambda _: REASON,
    "comment": lambda _: TEXT,
    "approve": lambda _: {},
    "confirm": lambda _: {},
    "link_activity": lambda s: {"item": s.pick(1, 2), "consultation": "522625-c-2026-1"},
    "execute": lambda s: {"item": s.pick(1, 2)},
    "correct": correction,
}
PLATFORMS: Bodies = {
    "rename": lambda s: s.pick({"title": f"平台{s.chance.random()}"}, {"contact_form": s.pick("walk", "office")}),
    "appoint": lambda s: {"head": s.pick("委员乙", "委员丙"), "deputies": s.pick([], ["委员丁"])},
    "regroup": lambda _: {"townships": ["522625100"]},
    "record_visit": lambda s: {"visitors": s.pick(1, 7)},
    "close": lambda _: REASON,
    "correct": correction,
}
VISITS: Bodies = {
    "report": lambda _: {"content": "反映路灯", "source": "群众"},
    "withdraw": lambda _: REASON,
    "correct": correction,
}
BEGINNINGS: Mapping[str, tuple[Body, ...]] = {
    "proposals": (
        {"title": "甲", "content": "正文", "suggestions": ["一", "二", "三"]},
        {"title": "乙", "content": "正文", "kind": "ordinary", "channel": "website", "proposers": ["甲", "乙"]},
        {"title": "丙", "content": "正文", "sector": "教育界", "theme": "economic"},
    ),
    "opinions": ({"title": "甲", "content": "正文"}, {"title": "乙", "content": "正文", "channel": "website"}),
    "consultations": ({"title": "甲"}, {"title": "乙", "class": "research"}, {"title": "丙", "class": "inspection"}),
    "plans": ({"year": 2025}, {"year": 2026}, {"year": 2027}),
    "platforms": (
        {"title": "甲", "class": "contact_point", "contact_form": "walk", "head": "委员甲"},
        {
            "title": "乙",
            "class": "area_group",
            "head": "副主席甲",
            "special_committee": "经济委",
            "townships": ["522625100"],
        },
    ),
    "visits": ({"title": "甲", "outcomes": ["report"]}, {"title": "乙", "outcomes": ["advice", "report"]}),
}
"""Kind -> the bodies that begin a matter."""

BODIES: Mapping[str, Bodies] = {
    "proposals": PROPOSALS,
    "opinions": OPINIONS,
    "consultations": CONSULTATIONS,
    "plans": PLANS,
    "platforms": PLATFORMS,
    "visits": VISITS,
}
"""Kind -> command -> the function that returns the body of its request."""
