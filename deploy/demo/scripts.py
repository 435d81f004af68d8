"""Sends scripts of matters to the services. It first reads which matters exist and their progress, so it can be repeated."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from deploy.demo.client import Clerk, RequestRefusedError
from deploy.demo.matter_scripts import DemoPlace, MatterScript
from shared.storage.statements import chunks

AT_ONCE = 6
PAGE = 200
MOST_MATTERS = 100
"""The maximum number of matters of a batch; a longer transaction would delay other requests."""
ARRIVED = ("deliver", "note", "note_urging")
Report = Callable[[str], None]


@dataclass
class _BegunMatter:
    """A matter and the script that it follows. `step`: the number of its recorded steps."""

    script: MatterScript
    id: str
    step: int

    @property
    def waits(self) -> bool:
        """Returns whether steps of the script are not recorded yet."""
        return self.step < len(self.script.requests)

    @property
    def group(self) -> str:
        """Returns what its next request has in common with those of other matters: place, kind, command and body."""
        return repr((list_of(self.script), self.script.requests[self.step]))


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
        by_service: dict[str, list[MatterScript]] = {}
        for script in scripts:
            by_service.setdefault(script.place.service, []).append(script)
        progress = asyncio.create_task(self._progress(title, total))
        try:
            await asyncio.gather(*(self._of_service(part, known) for part in by_service.values()))
        finally:
            progress.cancel()
        self._report(f"{title}：{len(scripts)} 件，{total} 步，完成")

    async def _of_service(self, scripts: Sequence[MatterScript], known: Mapping[MatterList, Mapping[str, str]]) -> None:
        """Runs the scripts of one service: each up to a request for many matters, then these requests, and so on."""
        begun: list[_BegunMatter] = []

        async def begin(script: MatterScript) -> None:
            begun.append(await self._begun(script, known[list_of(script)].get(script.title)))

        await together([begin(script) for script in scripts])
        while waiting := [matter for matter in begun if matter.waits]:
            await together([self._one_by_one(matter) for matter in waiting])
            groups: dict[str, list[_BegunMatter]] = {}
            for matter in waiting:
                if matter.waits:
                    groups.setdefault(matter.group, []).append(matter)
            await together([self._batch(part) for group in groups.values() for part in chunks(group, MOST_MATTERS)])

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

    async def _begun(self, script: MatterScript, id: str | None) -> _BegunMatter:
        """Returns the matter of a script with its progress; records its first step if there is none."""
        clerk, path = self._clerks[script.place.service], f"/{script.kind}"
        if id is None:
            _, body = script.requests[0]
            answer = await clerk.post(script.place.account, path, key=script.key(0), json=body)
            self._done += 1
            return _BegunMatter(script, answer["id"], 1)
        history = await clerk.get(script.place.account, f"{path}/{id}/history")
        matter = _BegunMatter(script, id, min(len(recorded_steps(history)), len(script.requests)))
        self._done += matter.step
        return matter

    async def _one_by_one(self, matter: _BegunMatter) -> None:
        """Sends the requests of a matter up to one that is sent for many."""
        script = matter.script
        while matter.waits and not script.is_batched(matter.step):
            command, body = script.requests[matter.step]
            where = f"/{script.kind}/{matter.id}/{command}"
            await self._clerks[script.place.service].post(
                script.place.account, where, key=script.key(matter.step), json=body
            )
            matter.step += 1
            self._done += 1

    async def _batch(self, matters: Sequence[_BegunMatter]) -> None:
        """Sends the next request of these matters, which is the same, once for all."""
        script = matters[0].script
        command, body = script.requests[matters[0].step]
        ids = [matter.id for matter in matters]
        given = {"command": command, "matters": ids, "body": body}
        clerk, key = self._clerks[script.place.service], f"{matters[0].group}-{ids}"
        for result in await clerk.post_batch(script.place.account, key=key, json=given):
            if not result["ok"]:
                raise RequestRefusedError(f"{command} {result['matter']}: {result['problem']}")
        for matter in matters:
            matter.step += 1
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
