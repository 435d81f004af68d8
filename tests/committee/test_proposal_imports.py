"""The proposals of a session from a workbook or a CSV file: checked as a whole, entered in portions, each content once."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from shared.committee.files.reader import TableReader
from shared.committee.imports.proposals import portions
from shared.committee.imports.proposals.columns import PROPOSAL_HEADER, read_proposals
from shared.committee.imports.proposals.portions import LEAST, MOST, SECONDS, PortionSize, process_portion
from shared.committee.imports.proposals.tables import proposal_import_rows
from shared.committee.imports.proposals.title_index import TitleIndex
from shared.committee.matters.search_tables import search_grams, search_keys
from shared.committee.notifications.tables import notifications
from shared.committee.registers.tables import matter_members
from shared.committee.tables import journal, matter_texts, numbers, proposals
from shared.contracts.topics import Topic
from tests.committee.forwarding import amend
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import Prepared, ServiceClient, ServiceClients, open_copy
from tests.committee.workbook import workbook_of, worksheet

SEC, COMMITTEE = "522625-secretariat", "522625-proposals_committee"
HEADER = "编号,标题,提案人,类型,界别,主题,内容,建议,关键词,年度,提交日期\n"
FULL = (
    HEADER
    + '1,关于加强㵲阳河治理的提案,甲、乙,联名,教育,生态文明,正文,"1. 清淤\n2、截污",河道、㵲阳河,2026,2026年2月10日\n'
)


async def send(county: ServiceClient, content: str | bytes, *, by: str = SEC, **params: Any) -> Any:
    """Imports a file; returns the response."""
    sent = content.encode() if isinstance(content, str) else content
    return await county.call("POST", "/imports/proposals", by, content=sent, params=params)


async def listed(county: ServiceClient, **params: Any) -> list[Any]:
    return list((await county.get("/proposals", SEC, size=200, **params))["items"])


async def test_a_row_becomes_a_proposal_with_everything_that_its_columns_name(roster: ServiceClients) -> None:
    county = roster.county
    result = (await send(county, FULL, accept="warnings")).json()
    assert (result["read"], result["entered"], result["waiting"], result["failed"]) == (1, 1, 0, 0)
    (row,) = await listed(county)
    found = await county.get(f"/proposals/{row['id']}", SEC)
    assert found["status"] == "draft"
    assert (found["type"], found["theme"], found["sector"]) == ("joint", "ecological", "教育界")
    assert (found["proposers"], found["suggestions"]) == (["甲", "乙"], ["清淤", "截污"])
    assert (found["keywords"], found["year"]) == (["河道", "㵲阳河"], 2026)


async def test_the_proposals_of_a_session_are_submitted_at_once_by_choice(roster: ServiceClients) -> None:
    county = roster.county
    rows = "".join(
        f"{n},关于第{n * 7919}号事项的提案,委员{n},,,,正文{n},,,2026,2026-02-{n % 20 + 1:02}\n" for n in range(1, 119)
    )
    result = (await send(county, HEADER + rows, by=COMMITTEE, accept="warnings", **{"as": "submitted"})).json()
    assert (result["read"], result["entered"], result["failed"]) == (118, 118, 0)
    found = await listed(county)
    assert len(found) == 118
    assert {each["status"] for each in found} == {"under_review"}


async def test_the_same_file_twice_adds_nothing(roster: ServiceClients) -> None:
    county = roster.county
    await send(county, FULL, accept="warnings")
    again = (await send(county, FULL, accept="warnings")).json()
    assert (again["entered"], again["unchanged"]) == (0, 1)
    more = (await send(county, FULL + "2,关于校车的提案,丙,,,,正文,,,,\n", accept="warnings")).json()
    assert (more["entered"], more["unchanged"]) == (1, 1)
    assert len(await listed(county)) == 2


async def test_a_dry_run_lists_errors_and_doubts_and_enters_nothing(roster: ServiceClients) -> None:
    county = roster.county
    await county.post("/members", SEC, name="甲")
    await send(county, FULL, accept="warnings")
    rows = (
        "1,关于加强㵲阳河治理的提案,甲,,,,别的正文,,,,\n"  # the title of a stored proposal
        "2,关于加强㵲阳河治理工作的提案,甲,,,,正文,,,,\n"  # a similar one
        "3,关于校车的提案,丁,,武术界,,正文,,,,\n"  # an unknown member, an unknown sector
        "4,=1+1,甲,,,,正文,,,,\n"
        "3,关于路灯的提案,甲,快,,,正文,,,26,2014.3\n"  # a repeated number, an unknown type, a wrong year, a wrong day
        "6,,甲,,,,正文,,,,\n"
    )
    result = (await send(county, HEADER + rows, dry_run=True)).json()
    assert result["dry_run"]
    assert {(each["row"], each["column"]) for each in result["errors"]} == {
        (6, "number"),
        (6, "type"),
        (6, "year"),
        (6, "on"),
        (7, "title"),
    }
    doubtful = {(each["row"], each["field"]): each["rule"] for each in result["warnings"]}
    assert "标题相同" in doubtful[2, "title"]
    assert "标题相近" in doubtful[3, "title"]
    assert {(4, "proposers"), (4, "sector"), (5, "title")} <= doubtful.keys()
    assert len(await listed(county)) == 1


async def test_the_charter_says_from_which_similarity_a_title_is_doubtful(roster: ServiceClients) -> None:
    county = roster.county
    titles = ("关于加强㵲阳河治理的提案", "关于加强㵲阳河治理工作的提案", "关于㵲阳河保护的提案")
    rows = "".join(f"{number},{title},甲,,,,正文,,,,\n" for number, title in enumerate(titles, 1))
    for percent, similar in ((75, {3}), (95, set[int]()), (30, {3, 4})):
        await amend(roster, county, "522625", similar_title_percent=percent)
        warnings = (await send(county, HEADER + rows, dry_run=True)).json()["warnings"]
        assert {each["row"] for each in warnings if "标题相近" in each["rule"]} == similar, percent


async def test_a_dry_run_names_the_rows_that_a_rule_refuses_and_the_import_refuses_those(
    roster: ServiceClients,
) -> None:
    county = roster.county
    rows = (
        "1,关于校车的提案,甲,,,,正文,,,,\n"
        "2,关于路灯的提案,乙,,,,,,,,\n"  # no content
        "3,关于停车的提案,丙、丙,,,,正文,,,,\n"  # the same proposer twice
        "4,关于公厕的提案,丁,个人,,,正文,,,1999,\n"  # a year that is over
        "5,关于茶叶的提案,戊、己,个人,,,正文,,,,\n"  # two proposers of an individual proposal
    )
    dry = (await send(county, HEADER + rows, dry_run=True)).json()
    assert dry["errors"] == []
    assert [(each["row"], each["command"]) for each in dry["refusals"]] == [
        (3, "submit"),
        (4, "draft"),
        (5, "draft"),
        (6, "draft"),
    ]
    result = (await send(county, HEADER + rows, accept="warnings", **{"as": "submitted"})).json()
    assert [(each["row"], each["rule"]) for each in result["errors"]] == [
        (each["row"], each["rule"]) for each in dry["refusals"]
    ]
    assert (result["entered"], result["failed"]) == (1, 4)


async def test_errors_prevent_an_import_and_doubts_must_be_accepted(roster: ServiceClients) -> None:
    county = roster.county
    refused = await send(county, HEADER + "1,,甲,,,,正文,,,,\n", accept="warnings")
    assert (refused.status_code, refused.json()["code"]) == (422, "import-refused")
    doubtful = await send(county, HEADER + "1,关于路灯的提案,,,,,正文,,,,\n")
    assert (doubtful.status_code, doubtful.json()["code"]) == (422, "import-doubtful")
    assert await listed(county) == []


async def test_a_row_that_a_rule_refuses_is_named_and_the_others_are_entered(roster: ServiceClients) -> None:
    county = roster.county
    rows = "1,关于校车的提案,甲,,,,正文,,,,\n2,关于路灯的提案,乙,,,,,,,,\n"
    result = (await send(county, HEADER + rows, accept="warnings", **{"as": "submitted"})).json()
    assert (result["entered"], result["failed"]) == (1, 1)
    assert result["errors"][0]["row"] == 3
    assert "正文" in result["errors"][0]["rule"]
    assert [each["title"] for each in await listed(county)] == ["关于校车的提案"]


async def test_an_import_continues_after_a_crash_without_doubling(
    roster: ServiceClients, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A portion is one transaction: what was not committed is entered again by the next attempt, what was is not."""
    county = roster.county
    monkeypatch.setattr("shared.committee.imports.proposals.routes.MOST_AT_ONCE", 0)
    rows = "".join(f"{n},关于第{n * 7919}号事项的提案,甲,,,,正文{n},,,,\n" for n in range(1, 61))
    answer = await send(county, HEADER + rows, accept="warnings")
    assert answer.status_code == 202
    id = answer.json()["import_id"]
    assert (await county.get(f"/imports/proposals/{id}", SEC))["waiting"] == 60
    assert await process_portion(county.context, id, PortionSize())
    task = portions.ImportTask(county.context, lease=None)  # type: ignore[arg-type]
    await task._process(county.state.stopping)
    done = await county.get(f"/imports/proposals/{id}", SEC)
    assert (done["entered"], done["waiting"], done["failed"]) == (60, 0, 0)
    assert not await process_portion(county.context, id, PortionSize())
    async with county.context.service.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(proposal_import_rows)) == 0
        assert await connection.scalar(select(func.count()).select_from(proposals)) == 60


async def test_the_numbers_of_entered_rows_have_no_gap_where_a_row_is_refused(roster: ServiceClients) -> None:
    county = roster.county
    rows = "".join(f"{n},关于第{n * 7919}号事项的提案,甲,,,,{'' if n == 2 else '正文'},,,,\n" for n in range(1, 5))
    await send(county, HEADER + rows, accept="warnings", **{"as": "submitted"})
    assert sorted(each["number"] for each in await listed(county)) == [1, 2, 3]
    corrected = HEADER + "2,关于第15838号事项的提案,甲,,,,正文,,,,\n"
    again = (await send(county, corrected, accept="warnings", **{"as": "submitted"})).json()
    assert (again["entered"], again["failed"]) == (1, 0)
    assert sorted(each["number"] for each in await listed(county)) == [1, 2, 3, 4]


async def test_an_import_stores_and_publishes_what_single_commands_do(
    services_with_roster: Prepared, tmp_path: Path
) -> None:
    rows = [(n, f"关于第{n * 7919}号事项的提案", f"2026-02-0{n}", f"正文{n}") for n in range(1, 6)]
    stored = []
    for folder in ("imported", "single"):
        (tmp_path / folder).mkdir()
        async with open_copy(services_with_roster, tmp_path / folder) as services:
            county = services.county
            await county.post("/members", SEC, name="甲", sector="教育界")
            if folder == "imported":
                lines = "".join(
                    f"{n},{title},甲,,,生态文明,{text},清淤,河道,2026,{on}\n" for n, title, on, text in rows
                )
                await send(county, HEADER + lines, by=SEC, accept="warnings", **{"as": "submitted"})
            else:
                for _, title, on, text in rows:
                    late = {"on": on, "late_reason": "按导入的文件补录"}
                    more = {"suggestions": ["清淤"], "keywords": ["河道"], "proposers": ["甲"], "theme": "ecological"}
                    begun = await county.post("/proposals", SEC, title=title, content=text, year=2026, **more, **late)
                    await county.post(f"/proposals/{begun['id']}/submit", SEC, **late)
            stored.append(await _rows_of_proposals(county))
    imported, single = stored
    assert imported == single
    assert len(imported["outbox"]) == 10


async def _rows_of_proposals(service: ServiceClient) -> dict[str, list[Any]]:
    """Returns the rows of every table about proposals, and the events without their traces, in the order of each matter."""
    found: dict[str, list[Any]] = {}
    async with service.context.service.reading() as connection:
        for table in (
            proposals,
            matter_texts,
            matter_members,
            search_keys,
            search_grams,
            journal,
            notifications,
            numbers,
        ):
            rows = await connection.execute(
                select(*[each for each in table.c if each.name != "id" or table is proposals])
            )
            found[table.name] = sorted(map(repr, rows))
    events = [row for row in await service.announced() if row.topic == Topic.PROPOSALS]
    found["outbox"] = [
        (row.matter, row.sequence, row.type, row.recorded_at, {**json.loads(row.payload), "traceparent": ""})
        for row in sorted(events, key=lambda row: row.matter)
    ]
    return found


def test_a_portion_grows_while_it_is_quick_and_shrinks_at_once() -> None:
    size = PortionSize()
    size.adjust(SECONDS * 10)
    assert size.rows == LEAST
    for _ in range(30):
        size.adjust(SECONDS / 10)
    assert size.rows == MOST
    size.adjust(SECONDS * 2)
    assert size.rows == MOST / 2


@pytest.mark.parametrize(
    ("title", "fault"),
    [
        ("关于\u202e治理的提案", "改变文字方向"),
        ("关于<b>路灯</b>的提案", ""),
        ("关于𱖎和㵲的提案", ""),
        ("长" * 201, "最多200字"),
        ("#REF!", "没有可用的值"),
    ],
)
async def test_unusual_titles(roster: ServiceClients, title: str, fault: str) -> None:
    result = (await send(roster.county, HEADER + f"1,{title},甲,,,,正文,,,,\n", dry_run=True)).json()
    assert (fault in result["errors"][0]["rule"]) if fault else result["errors"] == []


async def test_a_merged_cell_is_an_error_of_the_rows_below_it_and_a_wrong_sheet_is_named(
    roster: ServiceClients,
) -> None:
    merged = workbook_of({"提案": worksheet("标题,提案人\n关于路灯的提案,甲\n,乙\n")})
    result = (await send(roster.county, merged, dry_run=True)).json()
    assert [(each["row"], each["column"], each["rule"]) for each in result["errors"]] == [(3, "title", "必须填写")]
    wrong = await send(roster.county, workbook_of({"一": worksheet("甲,乙\n1,2\n"), "二": worksheet("丙\n1\n")}))
    assert (wrong.status_code, wrong.json()["code"]) == (422, "which-sheet")


async def test_the_template_can_be_imported_and_explains_its_columns(roster: ServiceClients) -> None:
    answer = await roster.county.call("GET", "/imports/proposals/template.xlsx", SEC)
    tables = await TableReader().read(answer.content)
    assert [table.sheet for table in tables] == ["提案", "填写说明"]
    assert tables[0].rows[0].cells == tuple(titles[0] for titles in PROPOSAL_HEADER.titles.values())
    assert len(tables[1].rows) == len(PROPOSAL_HEADER.titles) + 1
    assert read_proposals(tables, sessions=[]) == ([], [])


async def test_a_file_is_uploaded_checked_and_imported_on_the_pages(roster: ServiceClients) -> None:
    clerk = PageClient(roster.county, COMMITTEE)
    form = await clerk.get("/imports/proposals")
    page = await clerk.upload(form, "/imports/proposals", "提案.csv", FULL.encode())
    assert "将导入 1" in words(page)
    fields = clerk.fields(page, "") | {"as": ["submitted"], "accept": ["warnings"]}
    answer = await clerk.post("/imports/proposals/run", fields)
    progress = await clerk.get(answer.headers["Location"])
    assert "还有 1 件等待导入" in words(progress)
    assert progress.headers["Refresh"] == "2"
    await process_portion(roster.county.context, answer.headers["Location"].rpartition("/")[2], PortionSize())
    done = await clerk.get(answer.headers["Location"])
    assert "已导入 1 件" in words(done)
    assert "Refresh" not in done.headers
    assert [each["status"] for each in await listed(roster.county)] == ["under_review"]


def test_the_most_similar_title_is_found_among_many() -> None:
    index = TitleIndex(least=0.75)
    for number in range(2000):
        index.add(f"关于第{number * 7919}号道路拓宽改造的提案", f"第{number}号")
    index.add("关于加强㵲阳河流域综合治理的提案", "治理")
    assert index.similar_to("关于加强㵲阳河流域治理的提案") == "治理"
    assert index.equal_to("关于加强㵲阳河流域综合治理的提案") == "治理"
    assert index.similar_to("增设社区养老食堂") == ""
