"""Loads the demonstration through the APIs of the services. After an interruption or when repeated, it adds what is missing."""

from collections.abc import Iterable, Mapping
from datetime import date

from deploy.demo.activities import activities
from deploy.demo.client import Clerk
from deploy.demo.conferences import CONFERENCES, Conference, DemoMembership
from deploy.demo.declarations import declare_figures
from deploy.demo.filler import filler
from deploy.demo.journeys import FROM_THE_WINDOW
from deploy.demo.neighbours import neighbour_rows, neighbour_townships
from deploy.demo.opinions import opinions, visits
from deploy.demo.plans import plans
from deploy.demo.platforms import MUDANJIANG, area_groups, contact_point_file, stations, visited_contact_points
from deploy.demo.procedures import appraisal, first_report, procedures
from deploy.demo.proposals import proposals
from deploy.demo.records import ensure
from deploy.demo.roster import (
    AOZHAI,
    BOZHOU,
    WANSHAN,
    ZUNYI_COUNTY,
    DemoRosterRow,
    as_csv,
    is_printed,
    township_rows,
    upper_rows,
)
from deploy.demo.scripts import Report, ScriptRunner, together
from deploy.demo.sessions import invitations, record_sessions
from deploy.demo.staged_proposals import PLACE as STAGED_PLACE
from deploy.demo.staged_proposals import staged_proposals, unit_file
from deploy.demo.topics import PLACE as TOPIC_PLACE
from deploy.demo.topics import collect_topics, collecting_plan
from deploy.demo.transfer_scripts import TransferScriptRunner

CHECKLIST = ("premises", "equipment", "stationed_members", "funds", "staff")
STANDARDISED = 12
MEETING, EVIDENCE = "演示常委会会议", "演示检查记录"


class DemoData:
    """`urls`: service -> address; `passwords`: account -> password; `report`: prints the progress.

    Without `filler`, only figures published in work reports are loaded.
    """

    def __init__(
        self, urls: Mapping[str, str], passwords: Mapping[str, str], *, report: Report, today: date, filler: bool = True
    ) -> None:
        self._clerks = {service: Clerk(url, passwords) for service, url in urls.items()}
        self._report = report
        self._today = today
        self._filler = filler
        self._counties = {row.code for row in (*upper_rows(), *neighbour_rows()) if row.level == "county"}

    async def load(self) -> None:
        """Loads everything, in the order in which the levels depend on each other."""
        try:
            await self._upper_levels()
            await self._conferences()
            await self._townships()
            await self._matters()
        finally:
            for clerk in self._clerks.values():
                await clerk.close()

    async def _upper_levels(self) -> None:
        """Imports provinces and cities; the service of the cities needs the provinces in its directory before."""
        rows = [*(conference.row for conference in CONFERENCES), *upper_rows(), *neighbour_rows()]
        self._report("名册：联席会、省（市）、市（州）、县（市、区）")
        await self._import("region", rows)
        await self._known("city", [row for row in rows if row.level == "province"])
        await self._import("city", rows)
        for command, body in (("recode", {"code": BOZHOU}), ("rename", {"title": "播州区"})):
            await ensure(
                self._clerks["city"], "520300-secretariat", ZUNYI_COUNTY, command, on=date(2016, 6, 6), **body
            )  # fmt: skip

    async def _conferences(self) -> None:
        self._report(f"联席会：{len(CONFERENCES)} 个")
        members = {dated.member for conference in CONFERENCES for dated in conference.members}
        await self._known("region", [row for row in (*upper_rows(), *neighbour_rows()) if row.code in members])
        await together([self._confer(conference) for conference in CONFERENCES])

    async def _confer(self, conference: Conference) -> None:
        """Invites the members, lets each of them consent, and records the convenors: each convenes once its consent has arrived."""
        clerk, account = self._clerks["region"], f"{conference.key}-secretariat"
        for day, member in conference.members:
            await ensure(clerk, account, conference.key, "admit", on=day, member=member)
        await together([self._consent(dated, conference) for dated in conference.members])
        for day, member in conference.convenors:
            if day <= self._today:
                await ensure(clerk, account, conference.key, "convene", on=day, member=member)

    async def _consent(self, dated: DemoMembership, conference: Conference) -> None:
        """Lets a member consent to its membership, in the service that hosts it."""
        service = "county" if dated.member in self._counties else "city"
        by = f"{dated.member}-secretariat"
        await ensure(self._clerks[service], by, dated.member, "consent", on=dated.day, conference=conference.key)

    async def _townships(self) -> None:
        """Imports townships; the service of the counties needs every county, and the new code, in its directory before."""
        county = self._clerks["county"]
        await self._known("county", [*upper_rows(), *neighbour_rows()])
        await county.get("county-administrator", f"/organizations/{BOZHOU}")
        rows = [*township_rows(), *neighbour_townships()]
        self._report(f"名册：{len(rows)} 个乡镇（街道）")
        await self._import("county", rows)
        await ensure(county, "522625-secretariat", "522625100", "rename", on=date(2014, 1, 1), title="㵲阳镇")
        bodies = [row for row in township_rows() if row.body and not is_printed(row.code)]
        await together([self._standardise(row) for row in bodies[:: len(bodies) // STANDARDISED]])
        await together([self._staff(row) for row in rows if row.parent_code == WANSHAN and row.body])

    async def _matters(self) -> None:
        """Loads the matters, those with published figures first, so that they are visible early."""
        runner, traveller = ScriptRunner(self._clerks, self._report), TransferScriptRunner(self._clerks, self._report)
        await self._import_contact_points()
        begun = [
            *opinions(),
            *visits(),
            *activities(),
            *procedures(),
            *plans(),
            *proposals(),
            *area_groups(),
            *visited_contact_points(),
        ]
        await together([runner.run("工作报告所载事项", begun), traveller.run("逐级报送", FROM_THE_WINDOW)])
        for title, level in zip(("村级协商站", "组级协商点", "户级协商召集人"), stations(), strict=True):
            await runner.run(title, level)
        await record_sessions(self._clerks["county"])
        await declare_figures(self._clerks)
        await runner.run("次年评议", [appraisal(await first_report(self._clerks["city"]))])
        await runner.run("征集议题的计划", [collecting_plan()])
        await collect_topics(self._clerks[TOPIC_PLACE.service], self._today)
        await runner.run("届次和附议邀请", [*invitations(self._today)])
        await self._clerks[STAGED_PLACE.service].post_file(
            STAGED_PLACE.account, "/imports/units", key="demo-units", content=unit_file()
        )
        await runner.run("分阶段办理的提案", staged_proposals(self._today))
        if self._filler:
            more = filler(self._today)
            await runner.run("其他单位的演示事项", more.matter_scripts)
            await traveller.run("其他单位的报送", more.journeys)

    async def _standardise(self, row: DemoRosterRow) -> None:
        clerk, account = self._clerks["county"], f"{row.parent_code}-secretariat"
        for item in CHECKLIST:
            await ensure(clerk, account, row.code, "standardise", on=date(2023, 3, 1), item=item)

    async def _staff(self, row: DemoRosterRow) -> None:
        """Records the director of a body and the numbers of its members, which are demonstration data; 敖寨 has lost an item."""
        clerk, account = self._clerks["county"], f"{row.parent_code}-secretariat"
        role = "full_time" if row.code == AOZHAI else "concurrent"
        await ensure(clerk, account, row.code, "appoint_director", on=date(2013, 3, 11), role=role, meeting=MEETING)
        await ensure(clerk, account, row.code, "count_members", on=date(2014, 1, 6), members=8, special_invited=4)
        if row.code == AOZHAI:
            for item in ("premises", "funds"):
                await ensure(clerk, account, row.code, "standardise", on=date(2013, 4, 8), item=item, evidence=EVIDENCE)
            await ensure(clerk, account, row.code, "lose_item", on=date(2014, 9, 9), item="funds", evidence=EVIDENCE)

    async def _known(self, service: str, rows: Iterable[DemoRosterRow]) -> None:
        """Waits until the directory of the service contains all these organizations."""
        clerk = self._clerks[service]
        await together([_is_visible(clerk, f"{service}-administrator", row) for row in rows])

    async def _import(self, service: str, rows: Iterable[DemoRosterRow]) -> None:
        """Imports a roster; a repeated import adds nothing."""
        clerk, by = self._clerks[service], f"{service}-administrator"
        await clerk.post_file(by, "/imports/organizations", key=f"demo-roster-{service}", content=as_csv(rows))

    async def _import_contact_points(self) -> None:
        """Imports the contact points of 牡丹江 as one file; a repeated import adds nothing."""
        clerk, content = self._clerks[MUDANJIANG.service], contact_point_file()
        result = await clerk.post_file(
            MUDANJIANG.account, "/imports/platforms", key="demo-contact-points", content=content
        )
        self._report(f"委员联系点：新登记 {result['entered']} 个，没有变化 {result['unchanged']} 个")


async def _is_visible(clerk: Clerk, account: str, row: DemoRosterRow) -> None:
    await clerk.get(account, f"/organizations/{row.code}")
