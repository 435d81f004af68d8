"""The organizations of the gate: a province and counties below it, with a clerk in each county."""

from datetime import date
from typing import Any, NamedTuple

from shared.contracts.vocabulary import Role
from shared.web.accounts import Account

PROVINCE = "52"
COUNTIES = tuple(f"52{number:02}" for number in range(1, 9))
PASSWORD = "Faults-test-1"
SERVICES = ("region", "county")
"""The services that run: there is no city and no township."""

KEEPER, WRITER = SERVICES
"""The service that keeps the roster, and the service of the clerks."""

_SINCE = date(2020, 1, 1).isoformat()


class Kind(NamedTuple):
    """The writes of a clerk: the command that creates a matter, and those that follow it."""

    path: str
    body: dict[str, Any]
    steps: tuple[tuple[str, dict[str, Any]], ...] = ()


KINDS = (
    Kind("/proposals", {"title": "关于故障的提案", "content": "正文"}, (("submit", {}),)),
    Kind(
        "/opinions",
        {"title": "关于故障的信息", "content": "正文", "channel": "window"},
        (
            ("approve", {}),
            ("issue", {}),
            ("refer", {"unit": "农业农村局"}),
            ("answer_referral", {"text": "已办理"}),
            ("feed_back", {"text": "已答复"}),
        ),
    ),
    Kind(
        "/consultations",
        {"title": "故障协商", "held_by": "standing_committee"},
        (
            ("organise", {"venue": "会议室"}),
            ("hold", {"participants": 9, "members": 5, "suggestions": ["清淤", "植树"]}),
            ("submit_outcome", {"kind": "recommendation"}),
            ("receive_feedback", {"adopted": [1]}),
            ("close", {}),
        ),
    ),
    Kind("/visits", {"title": "故障来访", "outcomes": ["report"]}, (("report", {"content": "路灯不亮"}),)),
    Kind(
        "/platforms",
        {"title": "联络点", "class": "contact_point", "head": "组长", "contact_form": "office"},
        (("record_visit", {"visitors": 3}),),
    ),
)
"""The kinds of writes; each county also has an annual plan, which its clerks comment on."""

PLAN = Kind("/plans", {}, (("comment", {"text": "再列一项"}),))


def roster() -> bytes:
    """Returns the roster file that the administrator of the keeper imports."""
    lines = ["code,name,level,parent_code,from,body_from", f"{PROVINCE},故障省,province,,{_SINCE},"]
    lines += [f"{key},故障{key}县,county,{PROVINCE},{_SINCE},{_SINCE}" for key in COUNTIES]
    return "\n".join(lines).encode()


def accounts(service: str) -> list[Account]:
    """Returns the accounts of a service."""
    if service == KEEPER:
        return [Account(name=administrator(), organization=None, roles=frozenset({Role.SYSTEM_ADMINISTRATOR}))]
    roles = frozenset({Role.SECRETARIAT})
    return [Account(name=clerk(key), organization=key, roles=roles) for key in COUNTIES]


def administrator() -> str:
    """Returns the account that imports the roster."""
    return f"{KEEPER}-administrator"


def clerk(key: str) -> str:
    """Returns the account that writes for this organization."""
    return f"{key}-secretariat"
