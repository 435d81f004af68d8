"""Members as proposers: the linked member of an account, and the proposals of a member."""

from typing import Any

import pytest

from tests.committee.page_client import PageClient, words
from tests.committee.proposals import carry_on, drafted
from tests.committee.service_clients import Json, ServiceClient, ServiceClients
from tests.support.matters import UNIT

CLERK, MEMBER, ADMIN = "522625-secretariat", "522625-member", "administrator"


async def linked(service: ServiceClient, name: str = "甲", account: str = MEMBER) -> Json:
    """Registers a member, links an account to it, and returns it."""
    member = await service.post("/members", CLERK, name=name, sector="教育界")
    return await service.post(f"/members/{member['id']}/link", ADMIN, account=account)


async def proposed(service: ServiceClient, by: str, **fields: object) -> Json:
    id = (await service.post("/proposals", by, title="一", content="正文", **fields))["id"]
    return await service.get(f"/proposals/{id}", CLERK)


async def test_an_account_is_linked_to_one_member(roster: ServiceClients) -> None:
    service = roster.county
    member = await linked(service)
    assert member["accounts"] == [MEMBER]
    other = (await service.post("/members", CLERK, name="乙"))["id"]
    assert await service.refused(f"/members/{other}/link", ADMIN, account=MEMBER) == (409, "already-linked")
    assert await service.refused(f"/members/{other}/unlink", ADMIN, account=MEMBER) == (409, "not-linked")
    assert (await service.post(f"/members/{member['id']}/unlink", ADMIN, account=MEMBER))["accounts"] == []
    assert (await service.post(f"/members/{other}/link", ADMIN, account=MEMBER))["accounts"] == [MEMBER]


@pytest.mark.parametrize("account", [CLERK, "520603-member"])
async def test_only_a_members_account_of_the_same_committee_is_linked(roster: ServiceClients, account: str) -> None:
    service = roster.county
    member = (await service.post("/members", CLERK, name="甲"))["id"]
    assert await service.refused(f"/members/{member}/link", ADMIN, account=account) == (422, "invalid")
    assert (await service.refused(f"/members/{member}/link", CLERK, account=MEMBER))[0] == 403


async def test_the_linked_member_is_the_first_proposer_of_its_drafts(roster: ServiceClients) -> None:
    service = roster.county
    assert (await proposed(service, MEMBER, proposers=["乙"]))["proposers"] == ["乙"]
    await linked(service)
    joint = await proposed(service, MEMBER, proposers=["乙", "甲"])
    assert (joint["proposers"], joint["signatories"]) == (["甲", "乙"], 2)
    assert (await proposed(service, MEMBER))["proposers"] == ["甲"]
    assert (await proposed(service, CLERK, proposers=["乙"]))["proposers"] == ["乙"]


async def test_ids_of_members_and_keys_of_organizations_become_names(roster: ServiceClients) -> None:
    service = roster.county
    member = await linked(service)
    shown = await proposed(service, CLERK, proposers=["乙", member["id"], "522625100"])
    tree = await service.context.directory.tree()
    assert shown["proposers"] == ["乙", "甲", tree.newest_name("522625100")]


async def test_two_members_of_one_name_are_two_proposers(roster: ServiceClients) -> None:
    service = roster.county
    first, second = [
        (await service.post("/members", CLERK, name="甲", sector=sector))["id"] for sector in ("教育界", "农业界")
    ]
    by_id = await proposed(service, CLERK, proposers=[first, second])
    assert (by_id["proposers"], by_id["signatories"]) == (["甲", "甲"], 2)
    with_text = await proposed(service, CLERK, proposers=[first, "甲"])
    assert (with_text["proposers"], with_text["signatories"]) == (["甲", "甲"], 2)


@pytest.mark.parametrize(
    "given",
    [["丙", "丙"], ["丙", "丁", " 丙"], ["乙", "m", "m"], ["m", "甲"], ["甲", "甲"], ["522625100", "522625100"]],
)
async def test_a_proposer_who_is_given_twice_is_refused(roster: ServiceClients, given: list[str]) -> None:
    service = roster.county
    member = (await service.post("/members", CLERK, name="甲"))["id"]
    body = {"title": "一", "proposers": [member if each == "m" else each for each in given]}
    refused = await service.call("POST", "/proposals", CLERK, json=body)
    (error,) = refused.json()["errors"]
    last = len(given) - 1
    assert (refused.status_code, error["field"], error["value"]) == (422, f"proposers.{last}", None)
    assert error["rule"].startswith(f"与第{1 if given[0] != '乙' else 2}位提案人重复")


async def test_a_form_with_a_proposer_twice_is_shown_again(roster: ServiceClients) -> None:
    clerk = PageClient(roster.county, CLERK)
    page = await clerk.get("/proposals/new")
    again = await clerk.run_command(page, "draft", title="一", content="正文", proposers="丙\n丁\n丙")
    assert again.status_code == 422
    assert "与第1位提案人重复" in words(again)


async def test_the_linked_member_may_name_itself_once(roster: ServiceClients) -> None:
    service = roster.county
    await linked(service)
    assert (await proposed(service, MEMBER, proposers=["乙", "甲"]))["proposers"] == ["甲", "乙"]
    assert await service.refused("/proposals", MEMBER, title="一", proposers=["甲", "乙", "甲"]) == (422, "invalid")


async def test_a_proposal_has_up_to_999_proposers_and_at_least_one(roster: ServiceClients) -> None:
    service = roster.county
    of_nobody = await proposed(service, CLERK, proposers=[])
    assert (of_nobody["proposers"], of_nobody["signatories"], of_nobody["type"]) == ([], 1, "individual")
    names = [f"代{number}" for number in range(1000)]
    joint = await proposed(service, CLERK, proposers=names[:500])
    assert (joint["proposers"], joint["signatories"], joint["type"]) == (names[:500], 500, "joint")
    page = await PageClient(service, CLERK).get(f"/proposals/{joint['id']}")
    assert "代499" in words(page)
    for wrong in ({"proposers": names}, {"signatories": 0}, {"signatories": 1000}):
        assert await service.refused("/proposals", CLERK, title="一", **wrong) == (422, "invalid")


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ({"type": "collective"}, {"一"}),
        ({"sector": "农业界"}, {"一", "二"}),
        ({"sector": "农业"}, {"一", "二"}),
        ({"sector": "农业界", "theme": "social"}, {"二"}),
        ({"theme": "economic"}, set()),
        ({"sector": "某界"}, set()),
    ],
)
async def test_the_list_is_filtered_by_type_sector_and_theme(
    roster: ServiceClients, filter: dict[str, str], found: set[str]
) -> None:
    service = roster.county
    for fields in (
        {"title": "一", "type": "collective", "sector": "农业界", "theme": "ecological"},
        {"title": "二", "sector": "农业界", "theme": "social"},
        {"title": "三", "sector": "教育界", "theme": "social"},
        {"title": "四"},
    ):
        await service.post("/proposals", CLERK, **fields)
    assert {each["title"] for each in (await service.get("/proposals", CLERK, **filter))["items"]} == found
    address = "&".join(f"{name}={value}" for name, value in filter.items())
    assert f"共 {len(found)} 件" in words(await PageClient(service, CLERK).get(f"/proposals?{address}"))


async def test_the_choices_of_the_filter_by_sector_are_those_of_the_charter_and_of_the_register(
    roster: ServiceClients,
) -> None:
    service = roster.county
    await service.post("/members", CLERK, name="甲", sector="本地界")
    page = words(await PageClient(service, CLERK).get("/proposals"))
    assert all(word in page for word in ("界别", "本地界", "农业界", "主题", "社会建设", "提案者类型", "集体提案"))
    assert "界别" not in words(await PageClient(service, CLERK).get("/opinions"))
    assert (await service.call("GET", "/proposals?theme=other", CLERK)).status_code == 422


async def test_a_member_lists_what_it_began_and_what_it_proposes(roster: ServiceClients) -> None:
    service = roster.county
    begun = (await proposed(service, MEMBER))["id"]  # before the account was linked
    member = await linked(service)
    by_id = (await proposed(service, CLERK, proposers=["乙", member["id"]]))["id"]
    by_name = (await proposed(service, CLERK, proposers=["甲"]))["id"]
    other = (await proposed(service, CLERK, proposers=["丙"]))["id"]
    mine = await service.get("/proposals", MEMBER, mine=True)
    assert {each["id"] for each in mine["items"]} == {begun, by_id, by_name}
    others = await service.get("/proposals", MEMBER, mine=False)
    assert [each["id"] for each in others["items"]] == [other]
    page = await PageClient(service, MEMBER).get("/proposals?mine=true")
    assert "共 3 件" in words(page)
    assert "我的提案" in words(await PageClient(service, MEMBER).get("/proposals"))
    assert "我的提案" not in words(await PageClient(service, CLERK).get("/proposals"))


async def test_a_name_that_two_members_have_is_only_text(roster: ServiceClients) -> None:
    service = roster.county
    await linked(service)
    await service.post("/members", CLERK, name="甲", sector="经济界")
    await proposed(service, CLERK, proposers=["甲"])
    assert (await service.get("/proposals", MEMBER, mine=True))["total"] == 0


async def test_an_administrator_links_an_account_on_the_page_of_a_member(roster: ServiceClients) -> None:
    service, admin = roster.county, PageClient(roster.county, ADMIN)
    member = (await service.post("/members", CLERK, name="甲"))["id"]
    page = await admin.run_command(await admin.get(f"/members/{member}"), "link_member", account=MEMBER)
    assert "关联账号已完成" in words(page)
    assert "unlink_member" in admin.commands(page)
    assert "link_member" not in PageClient(service, CLERK).commands(
        await PageClient(service, CLERK).get(f"/members/{member}")
    )


async def test_a_draft_is_classified_and_its_keywords_are_searched_on_its_page(roster: ServiceClients) -> None:
    service = roster.county
    given = {"type": "collective", "sector": "农业", "theme": "ecological", "keywords": ["河长制", "面源污染"]}
    shown = await proposed(service, CLERK, **given)
    assert {name: shown[name] for name in given} == given | {"sector": "农业界"}
    assert [each["id"] for each in (await service.get("/proposals", CLERK, q="面源污染"))["items"]] == [shown["id"]]
    page = words(await PageClient(service, CLERK).get(f"/proposals/{shown['id']}"))
    assert all(word in page for word in ("集体提案", "农业界", "生态文明建设", "河长制"))


async def test_the_form_of_a_draft_names_no_sector_and_no_theme_until_one_is_chosen(roster: ServiceClients) -> None:
    page = await PageClient(roster.county, CLERK).begin("proposals", title="关于界别的提案", content="正文")
    shown = await roster.county.get(f"/proposals/{PageClient(roster.county, CLERK).id_of(page)}", CLERK)
    assert (shown["sector"], shown["theme"]) == (None, None)


async def test_a_draft_has_by_default_the_sector_of_its_first_proposer(roster: ServiceClients) -> None:
    service = roster.county
    await linked(service)
    assert [(await proposed(service, MEMBER, **fields))["sector"] for fields in ({}, {"sector": "经济界"})] == [
        "教育界",
        "经济界",
    ]
    await service.post("/members", CLERK, name="乙", sector="某界")
    assert (await proposed(service, CLERK, proposers=["乙"]))["sector"] is None


@pytest.mark.parametrize(
    "fields",
    [
        {"sector": "某界"},
        {"theme": "other"},
        {"type": "individual", "proposers": ["甲", "乙"]},
        {"keywords": ["长" * 21]},
        {"keywords": ["词"] * 11},
    ],
)
async def test_a_draft_with_a_wrong_classification_is_refused(
    roster: ServiceClients, fields: dict[str, object]
) -> None:
    body = {"title": "一", "content": "正文", **fields}
    assert await roster.county.refused("/proposals", CLERK, **body) == (422, "invalid")


async def answered(service: ServiceClient, **fields: Any) -> str:
    """Drafts a proposal by the office, lets its unit answer it, and returns its id."""
    id = await drafted(service, **fields)
    await carry_on(service, id, "reply")
    return id


RATING = {"process": "satisfied", "result": "satisfied"}


async def test_a_member_who_proposes_a_matter_submits_and_withdraws_it_and_others_do_not(
    roster: ServiceClients,
) -> None:
    service = roster.county
    await linked(service)
    id = await drafted(service, proposers=["乙", "甲"])
    assert {"submit", "withdraw"} <= set((await service.get(f"/proposals/{id}", MEMBER))["commands"])
    await service.post(f"/proposals/{id}/submit", MEMBER)
    await service.post(f"/proposals/{id}/withdraw", MEMBER, reason="重复")
    other = await drafted(service, proposers=["乙"])
    assert await service.refused(f"/proposals/{other}/submit", MEMBER) == (403, "foreign-author")


async def test_a_member_rates_by_its_own_number_only(roster: ServiceClients) -> None:
    service = roster.county
    await linked(service)
    id = await answered(service, proposers=["乙", "甲", "丙"])
    for number in (1, 3):
        refused = await service.refused(f"/proposals/{id}/rate", MEMBER, **RATING, signatory=number)
        assert refused == (403, "foreign-signatory")
    page = PageClient(service, MEMBER)
    await page.run_command(await page.get(f"/proposals/{id}"), "rate", **RATING)
    await service.post(f"/proposals/{id}/rate", CLERK, **RATING, signatory=3)
    assert {form["signatory"] for form in (await service.get(f"/proposals/{id}", MEMBER))["forms"]} == {2, 3}


async def test_the_proposers_of_a_merged_proposal_rate_on_the_target(roster: ServiceClients) -> None:
    service = roster.county
    begun = await drafted(service, by=MEMBER)  # before the account was linked
    await linked(service)
    proposing = await drafted(service, proposers=["丁", "甲"])
    target = await drafted(service, proposers=["乙", "丙"])
    for id in (begun, proposing, target):
        await carry_on(service, id, "submit")
    await service.post(f"/proposals/{target}/file", CLERK)
    for id in (begun, proposing):
        await service.post(f"/proposals/{id}/merge", CLERK, into=target)
    await service.post(f"/proposals/{target}/assign", CLERK, sole=UNIT)
    await service.post(f"/proposals/{target}/acknowledge", CLERK, unit=UNIT)
    await service.post(f"/proposals/{target}/reply", CLERK, unit=UNIT, text="答复", answer_class="A")
    statuses = {}
    for number in range(1, 6):
        body = {**RATING, "signatory": number}
        statuses[number] = (await service.call("POST", f"/proposals/{target}/rate", MEMBER, json=body)).status_code
    assert statuses == {1: 403, 2: 403, 3: 200, 4: 403, 5: 200}
    mine = await service.get("/proposals", MEMBER, mine=True)
    assert target in {each["id"] for each in mine["items"]}
