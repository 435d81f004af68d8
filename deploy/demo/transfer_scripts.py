"""Sends transfer scripts to the services. Each act waits for the acts it depends on; an act that was recorded before is not repeated."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from deploy.demo.client import TIMEOUT_SECONDS, Clerk, RequestRefusedError
from deploy.demo.journeys import KIND, Act, TransferScript
from deploy.demo.matter_scripts import on
from deploy.demo.scripts import Report, recorded_steps, together

POLL_SECONDS = 0.2
ANSWERS = ("accept", "return")
OF_A_TRANSFER = {"accept": "in", "return": "in", "resend": "out", "urge_transfer": "out"}
"""Command -> the side of the transfer that it concerns."""


class FoundMatter(NamedTuple):
    """The matter at a place, as it was read last."""

    id: str
    status: str
    steps: list[dict[str, Any]]
    elsewhere: set[tuple[str, str]]
    last: date

    def is_ready(self, act: Act) -> bool:
        """Returns whether the act can be executed: what it depends on has arrived."""
        arrived = act.command not in ANSWERS or self.status == "delivered"
        return arrived and (act.noticed is None or act.noticed in self.elsewhere)


class TransferScriptRunner:
    """Runs transfer scripts. `clerks`: by service; `report`: prints a line when all have arrived."""

    def __init__(self, clerks: Mapping[str, Clerk], report: Report) -> None:
        self._clerks = clerks
        self._report = report

    async def run(self, title: str, journeys: Sequence[TransferScript]) -> None:
        """Runs all scripts concurrently."""
        await together([self._one(script) for script in journeys])
        self._report(f"{title}：{len(journeys)} 件，{sum(len(script.acts) for script in journeys)} 步，完成")

    async def _one(self, script: TransferScript) -> None:
        acts: Counter[str] = Counter()
        for act in script.acts:
            await self._act(script, act, acts[act.place.organization])
            acts[act.place.organization] += 1

    async def _act(self, script: TransferScript, act: Act, number: int) -> None:
        """Performs the act, unless the record at its place shows that it was performed before."""
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                found = await self._read(script, act)
                while not _is_done(found, number) and not _is_ready(found, act, number):
                    await asyncio.sleep(POLL_SECONDS)
                    found = await self._read(script, act)
        except TimeoutError:
            where = f"{act.place.organization} {act.command}"
            raise RequestRefusedError(f"{script.title}: nothing arrived for {where}") from None
        if not _is_done(found, number):
            day = max(act.day, found.last) if found else act.day
            path, key = await self._path(act, found), script.key(act, number)
            await self._clerks[act.place.service].post(act.place.account, path, key=key, json={**act.body, **on(day)})

    async def _read(self, script: TransferScript, act: Act) -> FoundMatter | None:
        """Returns the matter at the place of the act, or None. Reads lists and histories only, because opening a matter is recorded."""
        clerk, account = self._clerks[act.place.service], act.place.account
        listed = await clerk.get(account, f"/{KIND}", q=script.title)
        item = next((each for each in listed["items"] if each["title"] == script.title), None)
        if item is None:
            return None
        history = await clerk.get(account, f"/{KIND}/{item['id']}/history")
        steps = [step for step in history["items"] if step["command"] not in ("note", "note_urging")]
        return FoundMatter(
            id=item["id"],
            status=item["status"],
            steps=recorded_steps(history),
            elsewhere={(each["organization"], each["state"]) for each in history["derived"]},
            last=max(date.fromisoformat(step["on"]) for step in steps),
        )

    async def _path(self, act: Act, found: FoundMatter | None) -> str:
        if found is None:
            return f"/{KIND}"
        side = OF_A_TRANSFER.get(act.command)
        if side is None:
            return f"/{KIND}/{found.id}/{act.command}"
        clerk = self._clerks[act.place.service]
        listed = await clerk.get(act.place.account, "/transfers", side=side, q=found.id)
        (transfer,) = [each["id"] for each in listed["items"] if each["matter"] == found.id]
        return f"/transfers/{transfer}/{act.command}"


def _is_done(found: FoundMatter | None, number: int) -> bool:
    return found is not None and len(found.steps) > number


def _is_ready(found: FoundMatter | None, act: Act, number: int) -> bool:
    """Returns whether the act can be executed: the first act always, every other one when its matter and its cause have arrived."""
    if found is None:
        return act.command == "collect"
    return len(found.steps) == number and found.is_ready(act)
