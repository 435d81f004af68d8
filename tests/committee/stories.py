"""Proposals that have come as far as a test needs them."""

from typing import Any

from tests.committee.desk import Desk

LATE = {"late_reason": "补录"}
UNIT = "县教育局"
LIFE: list[tuple[str, dict[str, Any]]] = [
    ("submit", {}),
    ("file", {}),
    ("assign", {"sole": UNIT}),
    ("acknowledge", {"unit": UNIT}),
    ("reply", {"unit": UNIT, "text": "答复……", "answer_class": "A"}),
    ("rate", {"process": "satisfied", "result": "mostly_satisfied", "comment": "好"}),
    ("close", {}),
]


async def drafted(desk: Desk, *, by: str = "522625-secretariat", **fields: Any) -> str:
    """A new proposal; its id."""
    given = {"title": "关于加强㵲阳河治理的提案", "content": "正文", "on": "2026-02-10", **fields}
    return str((await desk.post("/proposals", by, **given))["id"])


async def brought_to(desk: Desk, last: str, *, by: str = "522625-secretariat", **fields: Any) -> str:
    """A proposal after the command `last` of its life."""
    id = await drafted(desk, by=by, **fields)
    await carry_on(desk, id, last, by=by)
    return id


async def carry_on(desk: Desk, id: str, last: str, *, by: str = "522625-secretariat") -> None:
    """Give the commands of the life of a draft up to `last`."""
    for command, body in LIFE:
        await desk.post(f"/proposals/{id}/{command}", by, on="2026-02-20", **body)
        if command == last:
            break
