"""Drafts of proposals: edits and their versions, autosaved texts, and two people who edit at once."""

from typing import Any

from sqlalchemy import select

from shared.committee.tables import matter_texts
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import drafted
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.test_proposers import linked

SEC = "522625-secretariat"
COM = "522625-member"


async def texts_of(county: ServiceClient, id: str) -> tuple[Any, ...]:
    shown = await county.get(f"/proposals/{id}", SEC)
    return shown["title"], shown["content"], shown["suggestions"]


async def test_an_edit_changes_title_content_and_suggestions_and_keeps_what_it_omits(roster: ServiceClients) -> None:
    county = roster.county
    id = await drafted(county, title="旧题", content="旧文", suggestions=["一"])
    await county.post(f"/proposals/{id}/edit", SEC, title="新题", suggestions=["甲", "乙"])
    assert await texts_of(county, id) == ("新题", "旧文", ["甲", "乙"])
    await county.post(f"/proposals/{id}/edit", SEC, suggestions=[], content="")
    assert await texts_of(county, id) == ("新题", "", [])
    assert (await county.get("/proposals", SEC, q="新题"))["total"] == 1
    assert (await county.get("/proposals", SEC, q="旧文"))["total"] == 0
    assert not any("新题" in row.payload.decode() for row in await county.announced())


async def test_every_version_stays_in_the_history(roster: ServiceClients) -> None:
    county = roster.county
    id = await drafted(county, title="旧题", content="旧文", suggestions=["一", "二"])
    await county.post(f"/proposals/{id}/edit", SEC, title="新题", content="旧文")
    await county.post(f"/proposals/{id}/edit", SEC, suggestions=["甲"])
    first, second, third = (await county.get(f"/proposals/{id}/history", SEC))["items"]
    assert first["texts"] == {"title": "旧题", "content": "旧文", "suggestions": "1. 一\n2. 二"}
    assert (second["command"], second["texts"]) == ("edit", {"title": "新题"})
    assert (third["account_role"], third["texts"]) == ("secretariat", {"suggestions": "1. 甲"})


async def test_an_edit_changes_the_classification_and_the_history_keeps_each_version(roster: ServiceClients) -> None:
    county = roster.county
    id = await drafted(county, type="collective", sector="农业界", theme="social", keywords=["一", "二"])
    await county.post(f"/proposals/{id}/edit", SEC, type="sector", sector="教育", keywords=["三"])
    await county.post(f"/proposals/{id}/edit", SEC, theme="", keywords=[])
    shown = await county.get(f"/proposals/{id}", SEC)
    assert [shown[name] for name in ("type", "sector", "theme", "keywords")] == ["sector", "教育界", None, []]
    first, second, third = [each["texts"] for each in (await county.get(f"/proposals/{id}/history", SEC))["items"]]
    assert first == {
        "content": "正文",
        "keywords": "一、二",
        "type": "集体提案",
        "sector": "农业界",
        "theme": "社会建设",
    }
    assert second == {"type": "界别提案", "sector": "教育界", "keywords": "三"}
    assert third == {"theme": "（已删除）", "keywords": "（已删除）"}
    unchanged = {"type": "sector", "sector": "教育", "theme": "", "keywords": []}
    assert await county.refused(f"/proposals/{id}/edit", SEC, **unchanged) == (409, "nothing-changed")


async def test_the_form_of_an_edit_contains_the_classification(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    id = await drafted(county, type="collective", sector="农业界", theme="social", keywords=["一", "二"])
    fields = clerk.fields(await clerk.get(f"/proposals/{id}"), "edit")
    names = ("type", "sector", "theme", "keywords")
    assert [fields[name][0] for name in names] == ["collective", "农业界", "social", "一\n二"]
    page = await clerk.run_command(await clerk.get(f"/proposals/{id}"), "edit", type="", sector="", keywords="三")
    assert "集体提案" in words(page)
    shown = await county.get(f"/proposals/{id}", SEC)
    assert [shown[name] for name in names] == ["collective", None, "social", ["三"]]
    await autosaved(clerk, id, sector="教育界")
    assert clerk.fields(await clerk.get(f"/proposals/{id}"), "edit")["sector"] == ["教育界"]


async def test_an_edit_that_changes_nothing_is_no_version(roster: ServiceClients) -> None:
    county = roster.county
    id = await drafted(county, title="一题", content="一文", suggestions=["一"])
    given = {"title": "一题", "content": "一文", "suggestions": ["一"]}
    assert await county.refused(f"/proposals/{id}/edit", SEC, **given) == (409, "nothing-changed")
    assert await county.refused(f"/proposals/{id}/edit", SEC) == (422, "invalid")
    await county.post(f"/proposals/{id}/submit", SEC)
    assert await county.refused(f"/proposals/{id}/edit", SEC, title="新题") == (409, "not-allowed-now")


async def test_the_form_of_an_edit_contains_the_texts_and_clears_what_is_emptied(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    id = await drafted(county, title="一题", content="一文", suggestions=["一", "二"])
    page = await clerk.get(f"/proposals/{id}")
    fields = clerk.fields(page, "edit")
    assert [fields[name][0] for name in ("title", "content", "suggestions")] == ["一题", "一文", "一\n二"]
    await clerk.run_command(page, "edit", suggestions="", content="二文")
    assert await texts_of(county, id) == ("一题", "二文", [])


async def autosaved(clerk: PageClient, id: str, **typed: str) -> Any:
    """Sends what a script of the form sends; returns the response."""
    fields = clerk.fields(await clerk.get(f"/proposals/{id}"), "edit")
    answer = await clerk.post(f"/proposals/{id}/autosave", fields | {name: [each] for name, each in typed.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_what_is_typed_is_autosaved_for_its_account_and_is_no_event(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    id = await drafted(county, content="一文")
    events = len(await county.announced())
    assert (await autosaved(clerk, id, content="半句"))["current"] is None
    await autosaved(clerk, id, content="半句话")
    page = await clerk.get(f"/proposals/{id}")
    assert "下面是自动保存的内容" in words(page)
    assert clerk.fields(page, "edit")["content"] == ["半句话"]
    assert len(await county.announced()) == events
    assert (await county.get(f"/proposals/{id}", SEC))["content"] == "一文"
    await clerk.run_command(page, "edit")
    assert (await county.get(f"/proposals/{id}", SEC))["content"] == "半句话"
    assert "下面是自动保存的内容" not in words(await clerk.get(f"/proposals/{id}"))


async def test_autosaved_texts_can_be_discarded_and_end_with_the_draft(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    id = await drafted(county, content="一文")
    await autosaved(clerk, id, content="半句")
    fields = clerk.fields(await clerk.get(f"/proposals/{id}"), "edit")
    discarded = await clerk.post(f"/proposals/{id}/autosave", fields | {"discard": ["1"]})
    assert (discarded.status_code, discarded.headers["Location"]) == (303, f"/proposals/{id}")
    assert clerk.fields(await clerk.get(f"/proposals/{id}"), "edit")["content"] == ["一文"]
    await county.post(f"/proposals/{id}/submit", SEC)
    assert (await clerk.post(f"/proposals/{id}/autosave", fields)).status_code == 409


async def test_a_draft_with_autosaved_texts_is_submitted_after_a_confirmation(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    id = await drafted(county, content="一文")
    await autosaved(clerk, id, content="半句")
    asked = await clerk.run_command(await clerk.get(f"/proposals/{id}"), "submit")
    assert "还没有点“修改”保存为新版本的内容" in words(asked)
    assert (await county.get(f"/proposals/{id}", SEC))["status"] == "draft"
    await clerk.run_command(asked, "submit", confirmed="1")
    assert (await county.get(f"/proposals/{id}", SEC))["status"] == "under_review"


async def test_of_two_who_edit_at_once_the_later_one_is_shown_both_versions(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    id = await drafted(county, title="一题", content="一文")
    page = await clerk.get(f"/proposals/{id}")
    await county.post(f"/proposals/{id}/edit", SEC, content="对方的文")
    fields = clerk.fields(page, "edit") | {"content": ["我的文"]}
    answer = (await clerk.post(f"/proposals/{id}/autosave", fields)).json()
    assert answer["current"]["content"] == "对方的文"
    refused = await clerk.run_command(page, "edit", content="我的文")
    assert refused.status_code == 412
    assert "已有人保存了新的版本" in words(refused)
    assert "对方的文" in words(refused)
    assert clerk.fields(refused, "edit")["content"] == ["我的文"]
    await clerk.run_command(refused, "edit")
    assert (await county.get(f"/proposals/{id}", SEC))["content"] == "我的文"


async def test_a_stranger_autosaves_nothing(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    id = await drafted(county, content="一文")
    fields = clerk.fields(await clerk.get(f"/proposals/{id}"), "edit")
    stranger = PageClient(county, "522625-auditor")
    assert (await stranger.post(f"/proposals/{id}/autosave", fields)).status_code == 403


async def test_an_edit_corrects_kind_channel_and_proposers_and_the_history_keeps_the_newest_names(
    roster: ServiceClients,
) -> None:
    county = roster.county
    id = await drafted(county, proposers=["错名"], channel="paper")
    await county.post(f"/proposals/{id}/edit", SEC, kind="ordinary", channel="website", proposers=["甲", "乙"])
    shown = await county.get(f"/proposals/{id}", SEC)
    names = ("kind", "channel", "online", "proposers", "signatories", "type")
    assert [shown[name] for name in names] == ["ordinary", "website", True, ["甲", "乙"], 2, "joint"]
    first, second = [each["texts"] for each in (await county.get(f"/proposals/{id}/history", SEC))["items"]]
    assert (first["kind"], first["channel"], first["proposers"]) == ("大会提案", "书面", "（已删除）")
    changed = {"kind": "平时提案", "channel": "网站", "type": "联名提案", "signatories": "2", "proposers": "甲、乙"}
    assert second == changed
    assert [(await county.get("/proposals", SEC, q=word))["total"] for word in ("错名", "乙")] == [0, 1]
    assert not any("乙" in row.payload.decode() for row in await county.announced())
    same = {"kind": "ordinary", "channel": "website", "proposers": ["甲", "乙"]}
    assert await county.refused(f"/proposals/{id}/edit", SEC, **same) == (409, "nothing-changed")


async def test_the_form_of_an_edit_contains_kind_channel_and_proposers(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    id = await drafted(county, proposers=["甲", "乙"], channel="wechat", kind="ordinary")
    page = await clerk.get(f"/proposals/{id}")
    fields = clerk.fields(page, "edit")
    assert [fields[name][0] for name in ("kind", "channel", "proposers")] == ["ordinary", "wechat", "甲\n乙"]
    await clerk.run_command(page, "edit", proposers="甲\n乙\n丙", kind="")
    shown = await county.get(f"/proposals/{id}", SEC)
    assert (shown["kind"], shown["signatories"], shown["proposers"]) == ("ordinary", 3, ["甲", "乙", "丙"])


async def test_another_edit_keeps_the_number_of_proposers_whose_names_are_not_recorded(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    id = await drafted(county, signatories=5)
    await clerk.run_command(await clerk.get(f"/proposals/{id}"), "edit", title="新题")
    shown = await county.get(f"/proposals/{id}", SEC)
    assert (shown["title"], shown["signatories"]) == ("新题", 5)


async def test_the_member_who_began_a_draft_stays_its_first_proposer(roster: ServiceClients) -> None:
    county = roster.county
    await linked(county)
    id = await drafted(county, by=COM, proposers=["丙"])
    for by in (COM, SEC):
        await county.post(f"/proposals/{id}/edit", by, proposers=["乙", "甲"] if by == COM else ["丁"])
        shown = await county.get(f"/proposals/{id}", SEC)
        assert shown["proposers"] == (["甲", "乙"] if by == COM else ["甲", "丁"])
    assert (await county.get("/proposals", COM, mine=True))["total"] == 1


async def test_an_edit_keeps_those_who_have_cosigned_and_names_nobody_whose_answer_is_missing(
    roster: ServiceClients,
) -> None:
    county = roster.county
    id = await drafted(county, proposers=["丁"])
    for name in ("甲", "乙"):
        await county.post("/members", SEC, name=name)
        await county.post(f"/proposals/{id}/cosign", SEC, member=name)
    await county.post(f"/proposals/{id}/accept_cosigning", SEC, member="甲")
    for wrong, field in ((["丁", "丙"], "proposers"), (["甲", "乙"], "proposers.1")):
        answer = await county.call("POST", f"/proposals/{id}/edit", SEC, json={"proposers": wrong})
        assert [each["field"] for each in answer.json()["errors"]] == [field]
    await county.post(f"/proposals/{id}/edit", SEC, proposers=["甲", "丁", "戊"])
    await county.post(f"/proposals/{id}/accept_cosigning", SEC, member="乙")
    shown = await county.get(f"/proposals/{id}", SEC)
    assert (shown["proposers"], shown["signatories"]) == (["甲", "丁", "戊", "乙"], 4)
    assert await county.refused(f"/proposals/{id}/cosign", SEC, member="甲") == (409, "already-proposer")


async def test_a_member_is_erased_in_a_draft_whose_proposers_were_reordered(roster: ServiceClients) -> None:
    county = roster.county
    member = (await county.post("/members", SEC, name="甲"))["id"]
    id = await drafted(county, proposers=["丙", "甲"])
    await county.post(f"/proposals/{id}/edit", SEC, proposers=["甲", "丙", "丁"])
    await county.post(f"/members/{member}/leave", SEC)
    await county.post(f"/members/{member}/erase", "administrator")
    assert (await county.get(f"/proposals/{id}", SEC))["proposers"] == ["已删除", "丙", "丁"]
    async with county.context.service.reading() as connection:
        stored = (await connection.execute(select(matter_texts.c.text).where(matter_texts.c.matter == id))).scalars()
        assert not [text for text in stored if "甲" in text]
