"""A matter is found by its texts, by names and by every form of its number, by whoever may read it."""

from itertools import product
from typing import Any
from urllib.parse import quote

from sqlalchemy import select, text

from shared.committee.kinds.catalogue import BY_NAME
from shared.committee.matters.search import grams_of, matching
from shared.committee.matters.search_plan import plan_search
from shared.committee.matters.search_tables import search_grams, search_keys
from shared.contracts.vocabulary import Role
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import drafted
from tests.committee.service_clients import ServiceClient, ServiceClients

COUNTY = "522625"
SEC = f"{COUNTY}-secretariat"
RIVER = {
    "title": "关于加强㵲阳河治理的提案",
    "content": "沿岸５Ｇ基站与排污口（共12处）交错，须分段整治。",
    "suggestions": ["建立河长制", "清理河道"],
    "proposers": ["张　三"],
}

FORMS = (
    *("{id}", "{year}年第{number}号", "{year}-{number}", "{number}", "第{number}号", "〔{year}〕{number}号"),
    *(
        "{year} 年第 {number} 号",
        "{year}年 第{number}号",
        "{year} 第{number}号",
        "第 {number} 号",
        "{year}年第{number}号提案",
    ),
    *("{year}年第{number}号 提案 一", "〔{year}〕 {number} 号"),
)


async def found(service: ServiceClient, asked: str, *, kind: str = "proposals", by: str = SEC) -> list[str]:
    return [each["id"] for each in (await service.get(f"/{kind}", by, q=asked))["items"]]


async def seeded(service: ServiceClient) -> tuple[str, str]:
    river = str((await service.post("/proposals", SEC, on="2026-02-10", **RIVER))["id"])
    other = await drafted(service, title="关于校园周边停车的提案", content="停车难", proposers=["李四"])
    return river, other


async def test_chinese_substrings_of_texts_and_names_are_found_and_all_words_required(roster: ServiceClients) -> None:
    river, _ = await seeded(roster.county)
    for asked in (
        "河",
        "阳河",
        "㵲阳河治理",
        "排污口(共12处)",
        "5g",
        "５Ｇ 基站",
        "治理 河长",
        "张三",
        "张 三",
        "沿岸 张三 河长制",
    ):
        assert await found(roster.county, asked) == [river], asked


async def test_what_does_not_stand_in_one_text_or_only_in_another_matter_is_not_found(roster: ServiceClients) -> None:
    await seeded(roster.county)
    for asked in ("河阳", "治理停车", "治理 停车", "阳治理", "%", "_", "河\\", "李四 张三"):
        assert await found(roster.county, asked) == [], asked


async def test_every_form_of_its_number_finds_a_matter_and_no_other(roster: ServiceClients) -> None:
    for _ in range(2):
        await drafted(roster.county, title="一")
    last = [await drafted(roster.county, title="一") for _ in range(10)][-1]
    assert last.endswith("-12")
    for number, form in product((1, 12), FORMS):
        id = f"{COUNTY}-p-2026-{number}"
        assert await found(roster.county, form.format(id=id, year=2026, number=number)) == [id], form


async def test_a_unit_is_found_from_its_assignment_on(roster: ServiceClients) -> None:
    river, _ = await seeded(roster.county)
    assert await found(roster.county, "水务局") == []
    for command, body in (("submit", {}), ("file", {}), ("assign", {"lead": "县水务局（河长办）", "co": ["县财政局"]})):
        await roster.county.post(f"/proposals/{river}/{command}", SEC, **body)
    assert await found(roster.county, "水务局(河长办) 财政") == [river]


async def test_a_text_that_was_replaced_is_found_no_more(roster: ServiceClients) -> None:
    service = roster.county
    id = (await service.post("/opinions", SEC, title="路灯不亮", content="桥头路灯"))["id"]
    await service.post(f"/opinions/{id}/edit", SEC, title="路灯昏暗", content="已经改写")
    assert await found(service, "桥头", kind="opinions") == await found(service, "不亮", kind="opinions") == []
    assert await found(service, "昏暗 改写", kind="opinions") == [id]
    async with service.context.service.reading() as connection:
        kept = set(await connection.scalars(select(search_grams.c.gram).where(search_grams.c.matter == id)))
        key = await connection.scalar(select(search_keys.c.key).where(search_keys.c.matter == id))
    assert kept == grams_of(key or "")


async def test_an_opinion_report_is_found_only_by_accounts_that_may_read_it(roster: ServiceClients) -> None:
    service, author, other = roster.county, f"{COUNTY}-member", "another-member"
    await service.account(other, Role.MEMBER, organization=COUNTY)
    context = (await service.post("/opinions", SEC, title="甲", content="敏感内容"))["id"]
    own = (await service.post("/opinions", author, title="乙", content="敏感内容"))["id"]
    assert await found(service, "敏感内容", kind="opinions") == [own, context]
    assert await found(service, "敏感内容", kind="opinions", by=author) == [own]
    for asked in ("敏感内容", context, "1"):
        assert await found(service, asked, kind="opinions", by=other) == []
    answer = await service.call("GET", "/opinions", f"{COUNTY}-proposals_committee", params={"q": "敏感"})
    assert answer.status_code == 403
    assert await found(service, "敏感内容", kind="opinions", by="520603-secretariat") == []


async def test_the_items_of_a_plan_are_found_by_topic_and_person(roster: ServiceClients) -> None:
    service = roster.county
    id = (await service.post("/plans", SEC))["id"]
    for topic, person in (("停车难", "王五"), ("教育均衡", "赵六")):
        item: dict[str, Any] = {
            "topic": topic,
            "class": "sector",
            "lead_leader": "甲",
            "department": "乙",
            "person": person,
        }
        await service.post(f"/plans/{id}/add_item", SEC, deadline="2026-06-30", **item)
    assert await found(service, "停车 赵六", kind="plans") == [id]


async def test_platforms_are_found_by_their_people_and_activities_by_their_outcome(roster: ServiceClients) -> None:
    county = roster.county
    point = {"class": "contact_point", "title": "河边联络点", "head": "组长甲", "contact_form": "office"}
    id = (await county.post("/platforms", SEC, **point))["id"]
    assert await found(county, "组长甲", kind="platforms") == [id]
    activity = (await county.post("/consultations", SEC, title="河道协商"))["id"]
    for command, body in (
        ("organise", {}),
        ("hold", {"participants": 3}),
        ("submit_outcome", {"kind": "recommendation", "outcome_text": "汛前完成清淤"}),
    ):
        await county.post(f"/consultations/{activity}/{command}", SEC, **body)
    assert await found(county, "汛前完成", kind="consultations") == [activity]


async def test_the_page_searches_as_the_interface_does(roster: ServiceClients) -> None:
    await seeded(roster.county)
    shown = words(await PageClient(roster.county, SEC).get(f"/proposals?q={quote('2026年第1号 张三')}"))
    assert "㵲阳河" in shown
    assert "校园" not in shown


async def test_a_search_reads_the_index_of_its_organization_and_kind(roster: ServiceClients) -> None:
    kind = BY_NAME["proposals"]
    await seeded(roster.county)
    async with roster.county.context.service.reading() as connection:
        plan = await plan_search(connection, kind, COUNTY, ["㵲阳河治理"])
        conditions = matching(kind, COUNTY, "㵲阳河治理", plan.lookup)
        query = select(kind.table.c.id).where(kind.table.c.organization == COUNTY, *conditions)
        dialect = connection.dialect
        statement = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
        explain = "EXPLAIN" if dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        found = "\n".join(str(row[-1]) for row in await connection.execute(text(f"{explain} {statement}")))
    assert (
        "pk_search_grams" in found or "search_grams USING PRIMARY KEY (organization=? AND kind=? AND gram=?)" in found
    )
