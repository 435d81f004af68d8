"""Commands on records of organizations: they are sent only if the record does not show their result already."""

from collections.abc import Callable
from datetime import date
from typing import Any

from deploy.demo.client import Clerk

REASON = "演示数据补录"
Json = dict[str, Any]

IS_APPLIED: dict[str, Callable[[Json, Json], bool]] = {
    "recode": lambda record, body: body["code"] in [each["code"] for each in record["codes"]],
    "rename": lambda record, body: body["title"] in record["names"],
    "standardise": lambda record, body: body["item"] in record["checklist"],
    "appoint_director": lambda record, body: record["body"]["director"] == body["role"],
    "count_members": lambda record, body: record["body"]["members"] == body["members"],
    "lose_item": lambda record, body: body["item"] not in record["checklist"],
    "admit": lambda record, body: body["member"] in [*record["members"], *record["invited"]],
    "consent": lambda record, body: body["conference"] in record["memberships"],
    "convene": lambda record, body: record["convenor"] == body["member"],
}
"""Command -> a function that returns whether the record shows its result on the day of the command."""


async def ensure(clerk: Clerk, account: str, key: str, command: str, *, on: date, **body: Any) -> None:
    """Executes a command on the record of an organization, unless the record shows its result already."""
    path = f"/organizations/{key}"
    if IS_APPLIED[command](await clerk.get(account, path, as_of=on.isoformat()), body):
        return
    words = "-".join(str(value) for value in body.values())
    given = {**body, "on": on.isoformat(), "late_reason": REASON}
    await clerk.post(account, f"{path}/{command}", key=f"demo-{key}-{command}-{words}-{on}", json=given)
