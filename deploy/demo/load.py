"""Loads the demonstration through the services' own APIs, as clerks would. Interrupted, it goes on where it stopped."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any

from deploy.demo.client import Clerk
from deploy.demo.proposals import REASON, Story, stories
from deploy.demo.roster import BOZHOU, ZUNYI_COUNTY, Row, as_csv, is_printed, township_rows, upper_rows

AT_ONCE = 6
CHECKLIST = ("premises", "equipment", "stationed_members", "funds", "staff")
STANDARDISED = 12
Say = Callable[[str], None]


class Demonstration:
    """`urls`: service -> address; `passwords`: account -> password; `say` gets a line now and then.

    Without `filler`, only what is printed in work reports is loaded.
    """

    def __init__(
        self, urls: Mapping[str, str], passwords: Mapping[str, str], *, say: Say, today: date, filler: bool = True
    ) -> None:
        self._clerks = {service: Clerk(url, passwords) for service, url in urls.items()}
        self._say = say
        self._today = today
        self._filler = filler

    async def load(self) -> None:
        """Everything, in the order in which the levels depend on each other."""
        try:
            await self._upper_levels()
            await self._townships()
            await self._proposals()
        finally:
            for clerk in self._clerks.values():
                await clerk.close()

    async def _upper_levels(self) -> None:
        self._say("名册：贵州省、市（州）、县（市、区）")
        await self._import("city", upper_rows())
        city = self._clerks["city"]
        keeper = "520300-secretariat"
        for command, body in (("recode", {"code": BOZHOU}), ("rename", {"title": "播州区"})):
            body |= {"on": "2016-06-06", "late_reason": REASON}
            await city.post(keeper, f"/organizations/{ZUNYI_COUNTY}/{command}", key=f"demo-bozhou-{command}", json=body)

    async def _townships(self) -> None:
        """The counties' service must have read of every county, and of the new code, before it can take their townships."""
        county = self._clerks["county"]
        for row in upper_rows():
            await county.get("county-administrator", f"/organizations/{row.code}")
        await county.get("county-administrator", f"/organizations/{BOZHOU}")
        rows = township_rows()
        self._say(f"名册：{len(rows)} 个乡镇（街道）")
        await self._import("county", rows)
        body = {"title": "㵲阳镇", "on": "2014-01-01", "late_reason": REASON}
        path = "/organizations/522625100/rename"
        await county.post("522625-secretariat", path, key="demo-wuyang", json=body)
        bodies = [row for row in rows if row.body and not is_printed(row.code)]
        await self._together([self._standardise(row) for row in bodies[:: len(bodies) // STANDARDISED]])

    async def _standardise(self, row: Row) -> None:
        for item in CHECKLIST:
            body = {"item": item, "on": "2023-03-01", "late_reason": REASON}
            await self._clerks["county"].post(
                f"{row.parent_code}-secretariat", f"/organizations/{row.code}/standardise",
                key=f"demo-{row.code}-{item}", json=body,
            )  # fmt: skip

    async def _import(self, service: str, rows: list[Row]) -> None:
        headers = {"Content-Type": "text/csv"}
        await self._clerks[service].post(
            f"{service}-administrator", "/imports/organizations", key=f"demo-roster-{service}", headers=headers, content=as_csv(rows),
        )  # fmt: skip

    async def _proposals(self) -> None:
        everything = stories(self._today, filler=self._filler)
        total = sum(len(story.requests) for story in everything)
        by_level: dict[str, list[Story]] = {}
        for story in everything:
            by_level.setdefault(story.level, []).append(story)
        before = sum(clerk.answered for clerk in self._clerks.values())
        progress = asyncio.create_task(self._tell(total, before))
        try:
            await asyncio.gather(
                *(self._together([self._tell_story(each) for each in part]) for part in by_level.values())
            )
        finally:
            progress.cancel()
        self._say(f"提案：{len(everything)} 件，{total} 步，完成")

    async def _tell_story(self, story: Story) -> None:
        clerk, account, proposal = self._clerks[story.level], f"{story.organization}-secretariat", ""
        for step, (command, body) in enumerate(story.requests):
            path = f"/proposals/{proposal}/{command}" if proposal else "/proposals"
            answer: dict[str, Any] = await clerk.post(account, path, key=story.key(step), json=body)
            proposal = proposal or answer["id"]

    async def _tell(self, total: int, before: int) -> None:
        while True:
            await asyncio.sleep(5)
            done = sum(clerk.answered for clerk in self._clerks.values()) - before
            self._say(f"提案：{done}/{total} 步（{100 * done // total} %）")

    async def _together(self, work: list[Awaitable[None]]) -> None:
        """All of it, a few at a time, beginning in order."""
        waiting = iter(work)

        async def one_after_another() -> None:
            for each in waiting:
                await each

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(one_after_another())
