"""A county's whole year of proposals in the browser: imported, filed, assigned, replied, closed, published; then the report of the year."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.visiting import Visit, fill, opened, submit
from tests.support.demonstration import STARTING_SECONDS
from tests.support.system import System
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.full, pytest.mark.timeout(2 * STARTING_SECONDS)]

Picture = Callable[[Page, str], None]

COUNTY, SERVICE = "522625", "county"
YEAR = datetime.now(UTC).year - 1
FILED, RESOLVED, PLANNED = 118, 36, 52
"""The totals of the report of 镇远 for 2014: 118 filed and closed, 36 resolved, 52 planned, 30 for reference, 55 of 56 satisfied."""
RATED = 56
UNITS = ("县教育局", "县水务局", "县交通局", "县卫生健康局")
LATE = {"late_reason": "年度材料集中补录"}


class Year:
    """The year of one committee: its proposals by number, and the accounts that handle them."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.ids: dict[int, str] = {}

    def act(self, number: int, command: str, month: int, day: int, *, role: str = "secretariat", **body: Any) -> None:
        """Gives a command by the API for a day of the year."""
        path = f"/proposals/{self.ids[number]}/{command}"
        self.system.post(SERVICE, path, f"{COUNTY}-{role}", on=date(YEAR, month, day).isoformat(), **LATE, **body)

    def status(self, number: int) -> str:
        return str(self._read(number)["status"])

    def units_of(self, number: int) -> list[str]:
        """Returns the units that handle a proposal, the one that replies first."""
        found = [each for each in self._read(number).get("assignments", []) if each["ended_on"] is None]
        return [each["unit"] for each in found]

    def of_unit(self, unit: str) -> list[int]:
        """Returns the numbers of the proposals that a unit alone handles."""
        return [number for number in self.ids if number <= FILED and self.units_of(number) == [unit]]

    def _read(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = self.system.get(SERVICE, f"/proposals/{self.ids[number]}", f"{COUNTY}-secretariat")
        return found

    def count(self, **wanted: str) -> int:
        """Returns the number of proposals of the year in the list."""
        found = self.system.get(SERVICE, "/proposals", f"{COUNTY}-secretariat", year=YEAR, size=1, **wanted)
        return int(found["total"])


@pytest.fixture
def page_of(open_visit: Callable[[str, str], Visit]) -> Callable[[str], Page]:
    """Returns a function that opens the pages of an account of the county: `desk("proposals_committee")`."""
    return lambda role: open_visit(SERVICE, f"{COUNTY}-{role}").page


def of_the_year(page: Page, system: System, query: str = "") -> None:
    """Opens the list of the year's proposals, all on one page."""
    page.goto(f"{system.address(SERVICE)}/proposals?year={YEAR}&size=200{query}")


def dated(part: Locator, month: int, day: int) -> None:
    """Fills in the day of a form and why it is recorded late."""
    folded = part.locator("details.afterwards")
    if folded.get_attribute("open") is None:
        folded.locator("summary").click()
    part.locator("[name=on]").fill(date(YEAR, month, day).isoformat())
    part.locator("[name=late_reason]").fill(LATE["late_reason"])


def run_command(page: Page, command: str, month: int, day: int, **typed: str) -> None:
    """Fills in the form of a command by the names of its fields, sends it, and confirms a question if there is one."""
    part = opened(page, command)
    fill(part, typed)
    dated(part, month, day)
    submit(page, part)


def batch(page: Page, title: str, month: int, day: int, **typed: str) -> int:
    """Gives a command to all matters on the open page of the list; returns the number of clicks."""
    page.get_by_label("选择本页全部").check()
    page.get_by_role("form", name="成批办理").get_by_role("button", name=title, exact=True).click()
    form = page.locator("form.sheet")
    for name, text in typed.items():
        form.locator(f"[name={name}]").last.fill(text)
    dated(form, month, day)
    form.get_by_role("button", name=f"确认{title}").click()
    done, question = page.get_by_role("heading", name=f"成批{title}的结果"), page.get_by_text("请再确认一次")
    expect(done.or_(question)).to_be_visible()
    asked = question.is_visible()
    if asked:
        form.get_by_role("button", name=f"确认{title}").click()
    expect(done).to_be_visible()
    return 4 if asked else 3


def test_a_county_works_through_its_year_and_the_report_says_what_its_speech_says(
    page_of: Callable[[str], Page], system: System, picture: Picture
) -> None:
    year = Year(system)
    committee, unit, secretariat = page_of("proposals_committee"), page_of("handling_unit"), page_of("secretariat")
    member, leader = page_of("member"), page_of("leader")
    receive(year, secretariat, picture)
    review(year, committee, picture)
    assign(year, committee, picture)
    return_one(year, committee, unit, picture)
    handle(year, committee)
    instruct(year, leader, picture)
    answer(year, member, picture)
    rehandle(year, committee)
    close(year)
    publish(year, secretariat, picture)
    look_back(year, committee)
    print_documents(year)
    the_report_has_the_figures(year)


def receive(year: Year, secretariat: Page, picture: Picture) -> None:
    """Imports 120 proposals from a table, after its check, and again: the second time adds nothing."""
    for unit in UNITS:
        year.system.request(
            "POST",
            SERVICE,
            "/api/v1/units",
            account=f"{COUNTY}-proposals_committee",
            json={"name": unit, "class": "government"},
        )
    import_file(year, secretariat, picture)
    items = year.system.get(SERVICE, "/proposals", f"{COUNTY}-secretariat", year=YEAR, size=200)["items"]
    year.ids = {each["number"]: each["id"] for each in items}
    import_file(year, secretariat, picture)
    assert year.count() == year.count(status="under_review") == len(year.ids) == FILED + 2


def import_file(year: Year, secretariat: Page, picture: Picture) -> None:
    """Uploads the table of the year, checks it, and imports it as submitted proposals."""
    secretariat.goto(f"{year.system.address(SERVICE)}/imports/proposals")
    secretariat.locator("input[name=file]").set_input_files(
        {"name": f"{YEAR}年提案.csv", "mimeType": "text/csv", "buffer": table().encode("utf-8-sig")}
    )
    secretariat.get_by_role("button", name="检查").click()
    expect(secretariat.get_by_role("heading", name="检查结果")).to_be_visible()
    picture(secretariat, "year-import")
    doubtful = secretariat.locator("input[name=accept]")
    if doubtful.count():
        doubtful.check()
    secretariat.get_by_label("直接提交审查").check()
    secretariat.get_by_role("button", name="导入", exact=True).click()
    expect(secretariat.get_by_role("heading", name="导入完成")).to_be_visible(timeout=120_000)


def table() -> str:
    """Returns the table of the year's proposals, as a CSV file."""
    rows = (
        f"【演示】关于改善第{number}处饮水点的提案,第{number}处饮水点冬季结冰，须改造管道。,改造管道,"
        f"{'委员甲' if number == 1 else ''},{YEAR}年1月13日,{YEAR},大会"
        for number in range(1, FILED + 3)
    )
    return "\n".join(["标题,内容,建议,提案人,提交日期,年度,大会或平时", *rows, ""])


def review(year: Year, committee: Page, picture: Picture) -> None:
    """Refuses one, merges one into the first, and files the others in one batch."""
    committee.goto(f"{year.system.address(SERVICE)}/proposals/{year.ids[FILED + 2]}")
    run_command(committee, "refuse", 1, 20, ground="no_suggestion")
    of_the_year(committee, year.system, "&status=under_review&sort=number")
    picture(committee, "year-batch")
    assert batch(committee, "立案", 1, 21) <= 4
    picture(committee, "year-batch-done")
    committee.goto(f"{year.system.address(SERVICE)}/proposals/{year.ids[FILED + 1]}")
    run_command(committee, "merge", 1, 22, into=year.ids[1])
    assert year.count(status="filed") == FILED


def assign(year: Year, committee: Page, picture: Picture) -> None:
    """Assigns one with a co-handler, twenty on the page in one batch, and the others by the API."""
    committee.goto(f"{year.system.address(SERVICE)}/proposals/{year.ids[2]}")
    run_command(committee, "assign", 1, 27, lead=UNITS[0], co=UNITS[1])
    of_the_year(committee, year.system, "&status=filed&size=20")
    assert batch(committee, "交办", 1, 27, sole=UNITS[0]) + 1 <= 6
    picture(committee, "year-assigned")
    left = [number for number in range(1, FILED + 1) if year.status(number) == "filed"]
    assert len(left) == FILED - 21
    for unit in UNITS[1:]:
        some = [year.ids[number] for number in left if UNITS[1:][number % 3] == unit]
        body = {"sole": unit, "on": date(YEAR, 1, 27).isoformat(), **LATE}
        found = year.system.post(
            SERVICE, "/batches", f"{COUNTY}-proposals_committee", command="assign", matters=some, body=body
        )
        assert all(each["ok"] for each in found)


def return_one(year: Year, committee: Page, unit: Page, picture: Picture) -> None:
    """Returns an assignment, which is assigned to another unit."""
    first = year.of_unit(UNITS[0])[0]
    unit.goto(f"{year.system.address(SERVICE)}/proposals/{year.ids[first]}")
    picture(unit, "year-unit")
    run_command(unit, "request_return", 1, 29, reason="不属于本单位的职责")
    committee.goto(f"{year.system.address(SERVICE)}/proposals/{year.ids[first]}")
    run_command(committee, "accept_return", 1, 30)
    run_command(committee, "reassign", 2, 2, to=UNITS[1])


def handle(year: Year, committee: Page) -> None:
    """Acknowledges all, extends the limit of one, urges twenty in one batch, and counter-signs one late."""
    for number in year.ids:
        for each in year.units_of(number) if number <= FILED else ():
            year.act(number, "acknowledge", 2, 4, unit=each)
    extended = year.of_unit(UNITS[0])[0]
    committee.goto(f"{year.system.address(SERVICE)}/proposals/{year.ids[extended]}")
    run_command(committee, "extend", 2, 20, until=date(YEAR, 7, 20).isoformat(), reason="须等资金下达")
    of_the_year(committee, year.system, "&status=in_handling&size=20")
    batch(committee, "催办", 5, 12, text="请于期限前答复")
    year.act(2, "countersign", 7, 2, unit=UNITS[1], opinion="同意，管道由我局改造。")


def instruct(year: Year, leader: Page, picture: Picture) -> None:
    """Instructs on one, which the committee reports on."""
    leader.goto(f"{year.system.address(SERVICE)}/proposals/{year.ids[3]}")
    opened(leader, "instruct").locator("[name=text]").fill("请加快改造，入冬前完成。")
    leader.locator("details#instruct").scroll_into_view_if_needed()
    picture(leader, "year-leader")
    run_command(leader, "instruct", 5, 20, text="请加快改造，入冬前完成。", level="county")
    year.act(3, "answer_instruction", 6, 10, role="proposals_committee", text="已完成改造。")
    leader.goto(year.system.address(SERVICE))
    picture(leader, "year-leader-home")


def answer(year: Year, member: Page, picture: Picture) -> None:
    """Replies to all: 36 resolved, 52 planned, the others for reference; 56 proposers give a form, the last is dissatisfied."""
    for number in range(1, FILED + 1):
        answer_class = "A" if number <= RESOLVED else "B" if number <= RESOLVED + PLANNED else "C"
        lead = year.units_of(number)[0]
        year.act(number, "reply", 7, 3, unit=lead, text="已改造管道。", answer_class=answer_class)
    member.goto(f"{year.system.address(SERVICE)}/proposals?mine=true")
    picture(member, "year-member-list")
    member.goto(f"{year.system.address(SERVICE)}/proposals/{year.ids[1]}")
    picture(member, "year-member")
    run_command(member, "rate", 7, 10, process="satisfied", result="satisfied")
    for number in range(2, RATED + 1):
        result = "satisfied" if number < RATED else "dissatisfied"
        year.act(number, "rate", 7, 10, process="satisfied", result=result)


def rehandle(year: Year, committee: Page) -> None:
    """Handles the one of the dissatisfied proposer again, and replies to it again."""
    committee.goto(f"{year.system.address(SERVICE)}/proposals/{year.ids[RATED]}")
    run_command(committee, "rehandle", 7, 14, explanation="管道已接通，阀门另行更换。")
    year.act(RATED, "reply", 8, 4, unit=year.units_of(RATED)[0], text="阀门已更换。", answer_class="B")


def close(year: Year) -> None:
    """Closes all."""
    for number in range(1, FILED + 1):
        year.act(number, "close", 9, 1)
    assert year.count(status="closed") == FILED


def publish(year: Year, secretariat: Page, picture: Picture) -> None:
    """Publishes all in one batch; the board shows them to everybody."""
    of_the_year(secretariat, year.system, "&status=closed")
    batch(secretariat, "公开", 9, 2)
    secretariat.goto(f"{year.system.address(SERVICE)}/public?organization={COUNTY}&year={YEAR}")
    expect(secretariat.locator("main")).to_contain_text(f"{FILED}")
    picture(secretariat, "year-board")


def look_back(year: Year, committee: Page) -> None:
    """Looks at a planned answer in the following year."""
    committee.goto(f"{year.system.address(SERVICE)}/proposals/{year.ids[RESOLVED + 1]}")
    part = opened(committee, "look_back")
    part.locator("[name=result]").select_option("resolved")
    part.locator("[name=finding]").fill("管道已改造完成。")
    part.locator("button.primary").click()
    expect(committee.get_by_role("status").filter(has_text="已登记")).to_be_visible()


def print_documents(year: Year) -> None:
    """Downloads the compilation of the year and the bulletin of its figures."""
    for path in (f"/proposals/compilation.docx?year={YEAR}", f"/reports/{COUNTY}/documents/bulletin?year={YEAR}"):
        made = year.system.request("GET", SERVICE, f"/api/v1{path}", account=f"{COUNTY}-secretariat")
        assert made.is_success, made.text


def the_report_has_the_figures(year: Year) -> None:
    """Compares the report of the year with the speech, as soon as it has all of it."""

    def figure(measure: str) -> dict[str, Any]:
        return year.system.figure(COUNTY, measure, year=YEAR)

    def rate(measure: str) -> tuple[int, int, float]:
        found = figure(measure)
        return found["numerator"], found["denominator"], found["value"]

    wait_until(lambda: figure("proposals_closed")["numerator"] == FILED, what="the report of the year")
    received = {part["part"]: part["value"] for part in figure("proposals_received")["parts"]}
    assert received == {"filed": FILED + 1, "not_filed": 1, "merged": 0, "converted": 0, "withdrawn": 0}
    assert figure("proposals_merged_after_filing")["value"] == 1
    assert rate("proposals_closed") == (FILED, FILED, 100)
    outcome = {part["part"]: part["value"] for part in figure("proposals_outcome")["parts"]}
    assert (outcome["resolved"], outcome["planned"], outcome["for_reference"]) == (RESOLVED, PLANNED, 30)
    assert rate("satisfaction_result") == (RATED - 1, RATED, 98.21)
    assert figure("proposals_rehandled")["numerator"] == 1
    assert rate("assignments_returned") == (1, FILED + 2, 0.83)
