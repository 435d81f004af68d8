"""The plenary sessions of the demonstration, and drafts to which the linked member is invited; no published figure counts them."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from deploy.demo.accounts import LINKED
from deploy.demo.client import Clerk
from deploy.demo.matter_scripts import DemoPlace, MatterScript, dated
from deploy.demo.roster import ZHENYUAN

XISHUI = "520330"


class DemoSession(NamedTuple):
    """A plenary session without a deadline for session proposals, so that the kinds of the proposals stay as they are."""

    organization: str
    term: int
    session: int
    first_day: date
    last_day: date


SESSIONS = (
    DemoSession(ZHENYUAN, 9, 3, date(2014, 1, 13), date(2014, 1, 17)),
    DemoSession(ZHENYUAN, 9, 4, date(2015, 1, 19), date(2015, 1, 23)),
    DemoSession(XISHUI, 7, 3, date(2014, 1, 20), date(2014, 1, 24)),
)
_MEMBER = LINKED["522625-member"].name


async def record_sessions(clerk: Clerk) -> None:
    """Records the sessions; recording one again changes nothing."""
    for each in SESSIONS:
        body = {name: value.isoformat() if isinstance(value, date) else value for name, value in each._asdict().items()}
        key = f"demo-session-{each.organization}-{each.term}-{each.session}"
        await clerk.post(f"{each.organization}-secretariat", "/plenary-sessions", key=key, json=body)


def invitations(today: date) -> Iterator[MatterScript]:
    """Yields two drafts of 镇远: to one the member is invited to co-sign, to the other it has accepted."""
    place, start = DemoPlace(ZHENYUAN, "county"), today - timedelta(days=9)
    steps: list[tuple[str, dict[str, Any], int]] = [
        ("cosign", {"member": _MEMBER}, 1),
        ("accept_cosigning", {"member": _MEMBER}, 1),
    ]
    for topic, answered in (("完善老旧小区停车设施", False), ("加强㵲阳河沿岸绿化", True)):
        title = f"【演示】关于{topic}的提案（待提交）"
        draft = {
            "title": title,
            "content": "演示内容。",
            "channel": "website",
            "proposers": ["演示提案人"],
            "year": start.year,
            "organization": place.organization,
        }
        path = [("draft", draft, 0), *(steps if answered else steps[:1])]
        requests = dated(path, start, Random(0), today)
        yield MatterScript(kind="proposals", place=place, title=title, requests=requests)
