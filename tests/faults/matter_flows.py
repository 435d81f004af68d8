"""What clerks do during a fault: a life leads a matter through the steps of its kind."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Protocol
from uuid import uuid4

from tests.faults import organizations

_DEPARTMENT, _OTHER_DEPARTMENT, _THIRD_DEPARTMENT = "县水务局", "县农业农村局", "县林业局"


def in_days(number: int) -> str:
    """Returns a day that limits may have."""
    return (datetime.now(UTC).date() + timedelta(days=number)).isoformat()


class Writer(Protocol):
    """The clerks of all organizations. Each method raises when the load is halted, which ends the life."""

    rng: Random
    plans: dict[str, asyncio.Lock]

    async def write(self, organization: str, path: str, **body: Any) -> str:
        """Returns the id of the matter after the write, which must succeed."""
        ...

    async def attempt(self, organization: str, path: str, **body: Any) -> bool:
        """Returns whether the write succeeded; it depends on events of another service, which a fault may delay."""
        ...

    async def read(self, organization: str, path: str, **params: Any) -> Any:
        """Returns the content of a resource."""
        ...


Life = Callable[[Writer], Awaitable[None]]


@dataclass(frozen=True)
class Steps:
    """A life whose steps are always the same: the matter that a county begins, and the commands that follow it."""

    path: str
    body: dict[str, Any]
    steps: Sequence[tuple[str, dict[str, Any]]] = ()

    async def __call__(self, writer: Writer) -> None:
        await follow(writer, writer.rng.choice(organizations.COUNTIES), self)


async def follow(writer: Writer, organization: str, life: Steps) -> str:
    """Begins a matter of the organization and executes the commands; returns its id."""
    own_name = {"title": f"故障平台{uuid4().hex}"} if life.path == "/platforms" else {}
    begun = await writer.write(organization, life.path, **{**life.body, **own_name})
    for command, body in life.steps:
        await writer.write(organization, f"{life.path}/{begun}/{command}", **body)
    return begun


_HELD = (
    ("organise", {"venue": "会议室"}),
    ("hold", {"participants": 9, "members": 5, "suggestions": ["清淤", "植树"]}),
)
_OUTCOME = (
    ("submit_outcome", {"kind": "recommendation"}),
    ("receive_feedback", {"adopted": [1]}),
)
_APPROVED = Steps("/opinions", {"title": "关于故障的信息", "content": "正文", "channel": "window"}, (("approve", {}),))
_CONSULTATION = Steps("/consultations", {"title": "故障协商", "held_by": "standing_committee"}, (*_HELD, *_OUTCOME))
_HEARING = Steps("/consultations", {"title": "故障汇报", "class": "hearing"}, _HELD[:1])
_RESEARCH = Steps(
    "/consultations",
    {"title": "故障调研", "class": "research"},
    (
        _HELD[0],
        ("form_groups", {"groups": ["产业组", "市场组"]}),
        _HELD[1],
        ("draft_report", {"draft": "报告"}),
        ("sign_off", {"opinion": "同意"}),
        ("sign_off", {"opinion": "同意"}),
        ("review_report", {"held_by": "chairpersons_council"}),
        ("submit_outcome", {"kind": "report"}),
        ("instruct", {"level": "county", "text": "请研究"}),
        ("answer_instruction", {"text": "已办理"}),
        ("receive_feedback", {"adopted": [2]}),
    ),
)
_REPLY = ("reply", {"unit": _DEPARTMENT, "text": "已清淤", "answer_class": "A"})
_HANDLED = Steps(
    "/proposals",
    {"title": "关于故障的提案", "content": "正文", "suggestions": ["清淤"]},
    (
        ("submit", {}),
        ("file", {}),
        ("mark_key", {}),
        ("assign", {"lead": _DEPARTMENT, "co": [_OTHER_DEPARTMENT]}),
        ("acknowledge", {"unit": _DEPARTMENT}),
        ("request_return", {"unit": _OTHER_DEPARTMENT, "reason": "不属职责"}),
        ("accept_return", {"unit": _OTHER_DEPARTMENT}),
        ("reassign", {"unit": _OTHER_DEPARTMENT, "to": _THIRD_DEPARTMENT}),
        ("acknowledge", {"unit": _THIRD_DEPARTMENT}),
        ("extend", {"until": in_days(170), "reason": "情况复杂"}),
        ("record_contact", {"unit": _DEPARTMENT, "form": "visit"}),
        ("urge", {"text": "请尽快答复"}),
        ("countersign", {"unit": _THIRD_DEPARTMENT}),
        _REPLY,
        ("rate", {"process": "satisfied", "result": "dissatisfied"}),
        ("rehandle", {"explanation": "已重新研究"}),
        ("countersign", {"unit": _THIRD_DEPARTMENT}),
        _REPLY,
        ("rate", {"process": "satisfied", "result": "satisfied"}),
        ("follow_suggestions", {"adopted": [1], "done": [1]}),
        ("close", {}),
    ),
)


async def plan(writer: Writer) -> None:
    """Leads an annual plan to its confirmation, adds an item to it and executes the item."""
    id, lock = writer.rng.choice([*writer.plans.items()])
    county = id.partition("-")[0]
    item = {
        "topic": "清淤", "class": "sector", "lead_leader": "副主席", "department": "经济委", "person": "主任",
        "deadline": in_days(30),
    }  # fmt: skip
    path = f"/plans/{id}"

    async with lock:
        state = (await writer.read(county, path))["status"]
        if state in ("draft", "commented"):
            await writer.write(county, f"{path}/add_item", **item)
            await writer.write(county, f"{path}/comment", text="再列一项")
            await writer.write(county, f"{path}/approve")
        if state != "confirmed":
            await writer.write(county, f"{path}/confirm")
        await writer.write(county, f"{path}/add_item", **item)
        newest = (await writer.read(county, path))["items"]
        await writer.write(county, f"{path}/execute", item=newest)


async def comment_round(writer: Writer) -> None:
    """Sends an outcome round to the townships and a department, which comments on paper; the townships answer in `receive`."""
    county = writer.rng.choice(organizations.COUNTIES[:2])
    path = f"/consultations/{await follow(writer, county, _CONSULTATION)}"
    given = {"addressees": [_DEPARTMENT], "addressee_groups": ["below"], "until": in_days(30)}
    if await writer.attempt(county, f"{path}/request_comments", **given):
        await writer.write(county, f"{path}/record_comment", number=1, comment="无意见")
        await writer.write(county, f"{path}/close")


async def hearing(writer: Writer) -> None:
    """Holds a hearing by the party committee, of which a county may record one a day, and submits its minutes."""
    county = writer.rng.choice(organizations.COUNTIES)
    path = f"/consultations/{await follow(writer, county, _HEARING)}"
    if await writer.attempt(county, f"{path}/hold", **_HELD[1][1]):
        await writer.write(county, f"{path}/submit_outcome", kind="minutes")


async def platform_chain(writer: Writer) -> None:
    """Registers and files a station of a township, a point of the station and a household of the point."""
    township, parent = writer.rng.choice(organizations.TOWNSHIPS), dict[str, str]()
    for platform, given in (
        ("station", {"deputies": ["副站长"]}), ("point", {}), ("household", {"household": uuid4().hex}),
    ):  # fmt: skip
        body = {"title": f"故障{platform}{uuid4().hex}", "class": platform, "head": "组长", **given, **parent}
        begun = await writer.write(township, "/platforms", **body)
        await writer.write(township, f"/platforms/{begun}/file")
        parent = {"parent": begun}


async def merged(writer: Writer) -> None:
    """Files two proposals and merges one of them into the other, which is withdrawn."""
    county = writer.rng.choice(organizations.COUNTIES)
    target, joined = [await follow(writer, county, replace(_HANDLED, steps=_HANDLED.steps[:2])) for _ in range(2)]
    await writer.write(county, f"/proposals/{joined}/merge", into=target)
    await writer.write(county, f"/proposals/{target}/withdraw", reason="另行提出")


async def forwarded(writer: Writer) -> None:
    """Sends an opinion report to the province, whose clerk accepts it in `receive`."""
    county = writer.rng.choice(organizations.COUNTIES)
    await writer.attempt(county, f"/opinions/{await follow(writer, county, _APPROVED)}/forward")


LIVES: tuple[Life, ...] = (
    _HANDLED,
    merged,
    replace(
        _APPROVED,
        steps=(
            *_APPROVED.steps,
            ("issue", {}),
            ("refer", {"unit": "农业农村局"}),
            ("answer_referral", {"text": "已办理"}),
            ("feed_back", {"text": "已答复"}),
        ),
    ),
    replace(_CONSULTATION, steps=(*_CONSULTATION.steps, ("close", {}))),
    hearing,
    _RESEARCH,
    Steps("/visits", {"title": "故障来访", "outcomes": ["report"]}, (("report", {"content": "路灯不亮"}),)),
    Steps(
        "/platforms",
        {"title": "联络点", "class": "contact_point", "head": "组长", "contact_form": "office"},
        (("record_visit", {"visitors": 3}),),
    ),
    plan,
    comment_round,
    platform_chain,
    forwarded,
)


async def receive(writer: Writer) -> None:
    """Accepts what the province has received, and answers the requests for comments that have reached the townships."""
    delivered = await writer.read(organizations.PROVINCE, "/transfers", side="in", status="delivered")
    for transfer in delivered["items"]:
        await writer.attempt(organizations.PROVINCE, f"/transfers/{transfer['id']}/accept")
    for township in organizations.TOWNSHIPS:
        requests = await writer.read(township, "/comment-requests")
        for request in requests["items"]:
            if request["open"] and not request["withdrawn_on"]:
                await writer.attempt(township, f"/comment-requests/{request['id']}/comment", comment="建议先修桥")
