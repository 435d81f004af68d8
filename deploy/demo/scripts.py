"""Sends scripts of matters to the services. It first reads which matters exist and their progress, so it can be repeated."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from deploy.demo.client import Clerk
from deploy.demo.matter_scripts import DemoPlace, MatterScript

AT_ONCE = 6
PAGE = 200
ARRIVED = ("deliver", "note")
Report = Callable[[str], None]


class MatterList(NamedTuple):
    """The list of the matters of one kind and organization."""

    place: DemoPlace
    kind: str


def list_of(script: MatterScript) -> MatterList:
    return MatterList(script.place, script.kind)


class ScriptRunner:
    """Runs scripts. `clerks`: by service; `report`: prints the progress."""

    def __init__(self, clerks: Mapping[str, Clerk], report: Report) -> None:
        self._clerks = clerks
        self._report = report
        self._done = 0

    async def run(self, title: str, scripts: Sequence[MatterScript]) -> None:
        """Runs all scripts, the services concurrently; steps that are recorded already are skipped."""
        total, self._done = sum(len(script.requests) for script in scripts), 0
        known = await self._known({list_of(script) for script in scripts})
        by_service: dict[str, list[Awaitable[None]]] = {}
        for script in scripts:
            id = known[list_of(script)].get(script.title)
            by_service.setdefault(script.place.service, []).append(self._one(script, id))
        progress = asyncio.create_task(self._progress(title, total))
        try:
            await asyncio.gather(*(together(part) for part in by_service.values()))
        finally:
            progress.cancel()
        self._report(f"{title}：{len(scripts)} 件，{total} 步，完成")

    async def _known(self, lists: Iterable[MatterList]) -> dict[MatterList, dict[str, str]]:
        """Returns list -> title -> id."""
        found: dict[MatterList, dict[str, str]] = {}

        async def read_titles(matters: MatterList) -> None:
            found[matters] = await self._titles(matters)

        await together([read_titles(matters) for matters in sorted(lists)])
        return found

    async def _titles(self, matters: MatterList) -> dict[str, str]:
        titles: dict[str, str] = {}
        page, total = 1, 1
        while (page - 1) * PAGE < total:
            clerk = self._clerks[matters.place.service]
            answer = await clerk.get(matters.place.account, f"/{matters.kind}", page=page, size=PAGE)
            titles |= {item["title"]: item["id"] for item in answer["items"]}
            page, total = page + 1, answer["total"]
        return titles

    async def _one(self, script: MatterScript, id: str | None) -> None:
        clerk, path = self._clerks[script.place.service], f"/{script.kind}"
        done_before = (
            0 if id is None else len(recorded_steps(await clerk.get(script.place.account, f"{path}/{id}/history")))
        )
        self._done += min(done_before, len(script.requests))
        for step, (command, body) in list(enumerate(script.requests))[done_before:]:
            where = path if id is None else f"{path}/{id}/{command}"
            answer: dict[str, Any] = await clerk.post(script.place.account, where, key=script.key(step), json=body)
            id = id or answer["id"]
            self._done += 1

    async def _progress(self, title: str, total: int) -> None:
        while True:
            await asyncio.sleep(5)
            self._report(f"{title}：{self._done}/{total} 步（{100 * self._done // max(total, 1)} %）")


def recorded_steps(history: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Returns the steps of a matter that a clerk recorded: neither arrivals from elsewhere nor notices from there."""
    return [step for step in history["items"] if step["command"] not in ARRIVED]


async def together(work: Iterable[Awaitable[None]]) -> None:
    """Awaits all of them, a few at a time, started in order."""
    waiting = iter(work)

    async def one_after_another() -> None:
        for each in waiting:
            await each

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(one_after_another())
