"""Comment rounds 征求意见 among organizations below: a township is asked in its own service, and its comment comes back by an event."""

from typing import Any

import pytest

from shared.committee.directory.names import committee_name
from shared.committee.messages.message import GivenComment, OpenedRound
from shared.committee.transfers.delivery import Delivery
from shared.contracts.codec import decode
from shared.contracts.subjects import partition_of
from shared.contracts.topics import Topic
from shared.contracts.transfer_facts import CommentFacts, CommentRoundFacts
from shared.domain.errors import ConflictError
from tests.committee.forwarding import COUNTY, TOWNSHIP, clerk
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import Json, ServiceClients
from tests.committee.test_activities import held
from tests.committee.test_comment_requests import reminded, todo
from tests.committee.test_limit_calendar import events, read, subscribed
from tests.committee.test_notifications import shown as notified

UNTIL, DRAFT = "2026-03-20", "第一条 修路。"


async def name_of_township(services: ServiceClients) -> str:
    tree = await services.county.context.directory.tree()
    return tree.name(TOWNSHIP, services.county.context.today())


async def asked(services: ServiceClients, **fields: Any) -> str:
    """Asks the organizations below and a department for comments, and delivers the round; returns the id of the activity."""
    service, by = services.county, clerk(COUNTY)
    id = await held(service, by)
    await service.post(f"/consultations/{id}/submit_outcome", by, kind="draft_decision", outcome_text=DRAFT)
    given = {"addressees": ["县水务局"], "addressee_groups": ["below"], "until": UNTIL, **fields}
    await service.post(f"/consultations/{id}/request_comments", by, **given)
    await services.deliver()
    return id


async def received(services: ServiceClients) -> Json:
    """Returns the only request to the township."""
    (found,) = (await services.township.get("/comment-requests", clerk(TOWNSHIP)))["items"]
    return await services.township.get(f"/comment-requests/{found['id']}", clerk(TOWNSHIP))


async def commented(services: ServiceClients, comment: str = "建议先修桥") -> None:
    path = f"/comment-requests/{(await received(services))['id']}/comment"
    await services.township.post(path, clerk(TOWNSHIP), comment=comment)
    assert await services.deliver() == []


async def comments(services: ServiceClients, id: str) -> dict[str, tuple[str | None, str]]:
    """Returns the comments on an activity: addressee -> day and text."""
    shown = await services.county.get(f"/consultations/{id}", clerk(COUNTY))
    return {each["addressee"]: (each["received_on"], each["comment"]) for each in shown["comments"]}


async def test_a_township_finds_the_request_with_the_draft_on_its_first_page(connected: ServiceClients) -> None:
    await asked(connected)
    shown = await received(connected)
    assert (shown["name"], shown["document"], shown["asked_by"]) == ("协商", "代拟稿", "万山区政协")
    assert (shown["draft"], shown["deadline"], shown["may_comment"]) == (DRAFT, UNTIL, True)
    assert await todo(connected.township, clerk(TOWNSHIP)) == [(f"请于{UNTIL}前反馈意见：协商", False)]
    home = words(await PageClient(connected.township, clerk(TOWNSHIP)).get("/"))
    assert f"请于{UNTIL}前反馈意见：协商" in home


async def test_the_office_of_the_township_is_notified_of_what_changes_for_it(connected: ServiceClients) -> None:
    id, name = await asked(connected), await name_of_township(connected)
    path, by, secretariat = f"/consultations/{id}/request_comments", clerk(COUNTY), clerk(TOWNSHIP)
    first = ("feedback", "征求本单位的意见（2026-03-20截止）")
    assert await notified(connected.township, secretariat) == [first]
    await connected.county.post(path, by, addressees=[name, "县水务局"], until="2026-03-25")
    await connected.deliver()
    changed = [first, ("feedback", "征求本单位的意见（2026-03-25截止）")]
    assert await notified(connected.township, secretariat) == changed
    await connected.county.post(f"/consultations/{id}/record_comment", by, number=2, comment="同意")
    await connected.deliver()
    assert await notified(connected.township, secretariat) == changed


async def test_the_office_of_the_township_has_the_deadline_in_its_calendar_and_is_reminded(
    connected: ServiceClients,
) -> None:
    await asked(connected)
    secretariat, township = clerk(TOWNSHIP), connected.township
    assert await reminded(township, secretariat) == [f"反馈意见的期限（协商，{UNTIL}到期）"]
    feed = await subscribed(township, secretariat)
    assert [each["SUMMARY"] for each in events(await read(township, feed))] == ["反馈意见到期：2026年第1号 协商"]
    await commented(connected)
    connected.clock.advance(days=20)
    assert events(await read(township, feed)) == []
    assert len(await reminded(township, secretariat)) == 1


async def test_the_comment_of_a_township_comes_back_under_its_name(connected: ServiceClients) -> None:
    id, name = await asked(connected), await name_of_township(connected)
    await commented(connected)
    assert (await comments(connected, id))[name] == ("2026-03-05", "建议先修桥")
    shown = await connected.county.get(f"/consultations/{id}", clerk(COUNTY))
    assert shown["comments_received"].endswith("中已反馈1家，尚缺：县水务局")
    assert await todo(connected.township, clerk(TOWNSHIP)) == []
    events = str([row.payload for each in connected.all for row in await each.announced()])
    assert not any(text in events for text in ("修桥", "第一条", "水务局"))


async def test_an_early_comment_that_arrives_late_counts_on_its_day(connected: ServiceClients) -> None:
    id, name = await asked(connected), await name_of_township(connected)
    path = f"/comment-requests/{(await received(connected))['id']}/comment"
    await connected.township.post(path, clerk(TOWNSHIP), comment="同意")
    connected.clock.advance(days=30)
    await connected.deliver()
    assert (await comments(connected, id))[name] == ("2026-03-05", "同意")


async def test_a_late_comment_of_a_township_is_refused_there(connected: ServiceClients) -> None:
    id, name = await asked(connected), await name_of_township(connected)
    path = f"/comment-requests/{(await received(connected))['id']}/comment"
    connected.clock.advance(days=16)
    answer = await connected.township.call("POST", path, clerk(TOWNSHIP), json={"comment": "同意"})
    assert (answer.status_code, answer.json()["code"]) == (409, "deadline-passed")
    assert await todo(connected.township, clerk(TOWNSHIP)) == []
    assert (await comments(connected, id))[name] == (None, "")


async def test_a_comment_is_given_once_and_an_event_that_comes_twice_changes_nothing(connected: ServiceClients) -> None:
    id = await asked(connected)
    await commented(connected)
    before = await connected.county.get(f"/consultations/{id}/history", clerk(COUNTY))
    for service in connected.all:
        service.read_to.clear()
    await connected.deliver()
    assert await connected.county.get(f"/consultations/{id}/history", clerk(COUNTY)) == before
    path = f"/comment-requests/{(await received(connected))['id']}/comment"
    assert await connected.township.refused(path, clerk(TOWNSHIP), comment="又") == (409, "already-recorded")


async def test_a_round_that_arrives_after_its_deadline_asks_nobody(connected: ServiceClients) -> None:
    id = await held(connected.county, clerk(COUNTY))
    connected.clock.advance(days=20)
    past = {"on": "2026-03-05", "late_reason": "补录", "until": UNTIL, "addressee_groups": ["below"]}
    await connected.county.post(f"/consultations/{id}/request_comments", clerk(COUNTY), **past)
    assert await connected.deliver() == []
    assert (await connected.township.get("/comment-requests", clerk(TOWNSHIP)))["total"] == 0


async def test_an_organization_is_asked_once_under_both_of_its_names(connected: ServiceClients) -> None:
    tree, today = await connected.county.context.directory.tree(), connected.county.context.today()
    name, formal = await name_of_township(connected), committee_name(TOWNSHIP, tree, today)
    id = await asked(connected, addressees=[formal])
    await commented(connected)
    assert {each: text for each, (_, text) in (await comments(connected, id)).items() if each in (name, formal)} == {
        formal: "建议先修桥"
    }
    id = await held(connected.county, clerk(COUNTY))
    given = {"addressees": [formal, name], "until": UNTIL}
    path = f"/consultations/{id}/request_comments"
    answer = await connected.county.call("POST", path, clerk(COUNTY), json=given)
    (error,) = answer.json()["errors"]
    assert (error["field"], error["rule"]) == ("addressees.1", f"与“{formal}”是同一单位，同一单位只填一次")


async def test_the_comment_of_another_addressee_leaves_an_open_form_valid(connected: ServiceClients) -> None:
    id, name = await asked(connected), await name_of_township(connected)
    secretariat = PageClient(connected.township, clerk(TOWNSHIP))
    page = await secretariat.get(f"/comment-requests/{(await received(connected))['id']}")
    path = f"/consultations/{id}/record_comment"
    await connected.county.post(path, clerk(COUNTY), number=1, comment="水务局同意")
    await connected.deliver()
    page = await secretariat.run_command(page, "submit_comment", comment="无意见")
    assert "反馈意见已完成" in words(page)
    await connected.deliver()
    assert (await comments(connected, id))[name] == ("2026-03-05", "无意见")


async def test_a_comment_on_paper_that_the_county_records_answers_the_request(connected: ServiceClients) -> None:
    id, name = await asked(connected), await name_of_township(connected)
    number = list(await comments(connected, id)).index(name) + 1
    await connected.county.post(f"/consultations/{id}/record_comment", clerk(COUNTY), number=number, comment="来函同意")
    await connected.deliver()
    shown = await received(connected)
    assert (shown["commented_on"], shown["may_comment"]) == ("2026-03-05", False)
    assert await todo(connected.township, clerk(TOWNSHIP)) == []


async def test_a_round_that_is_begun_again_is_changed_or_withdrawn_below(connected: ServiceClients) -> None:
    id, name = await asked(connected), await name_of_township(connected)
    path, by = f"/consultations/{id}/request_comments", clerk(COUNTY)
    await connected.county.post(path, by, addressees=[name], until="2026-03-25", draft="第二稿")
    await connected.deliver()
    shown = await received(connected)
    assert (shown["deadline"], shown["draft"]) == ("2026-03-25", "第二稿")
    await connected.county.post(path, by, addressees=["县水务局"], until="2026-03-25")
    await connected.county.post(f"/consultations/{id}/record_comment", by, number=1, comment="同意")
    await connected.deliver()
    shown = await received(connected)
    assert (shown["withdrawn_on"], shown["may_comment"]) == ("2026-03-05", False)
    comment = f"/comment-requests/{shown['id']}/comment"
    assert await connected.township.refused(comment, clerk(TOWNSHIP), comment="同意") == (409, "request-withdrawn")


async def test_a_township_comments_again_on_a_round_that_was_begun_while_its_comment_was_in_flight(
    connected: ServiceClients,
) -> None:
    id, name = await asked(connected), await name_of_township(connected)
    path = f"/comment-requests/{(await received(connected))['id']}/comment"
    await connected.township.post(path, clerk(TOWNSHIP), comment="同意第一稿")
    connected.clock.advance(days=1)
    again = {"addressees": [name], "until": UNTIL, "draft": "第二稿"}
    await connected.county.post(f"/consultations/{id}/request_comments", clerk(COUNTY), **again)
    assert await connected.deliver() == []
    assert await comments(connected, id) == {name: (None, "")}
    shown = await received(connected)
    assert (shown["draft"], shown["comment"], shown["commented_on"], shown["may_comment"]) == ("第二稿", "", None, True)
    asked_twice = [("feedback", "征求本单位的意见（2026-03-20截止）")] * 2
    assert await notified(connected.township, clerk(TOWNSHIP)) == asked_twice
    await commented(connected, "同意第二稿")
    assert await comments(connected, id) == {name: ("2026-03-06", "同意第二稿")}


async def test_a_comment_is_ignored_when_a_later_round_does_not_ask_the_township(connected: ServiceClients) -> None:
    id, name = await asked(connected), await name_of_township(connected)
    path, by = f"/consultations/{id}/request_comments", clerk(COUNTY)
    await connected.county.post(path, by, addressees=["县水务局"], until=UNTIL)
    await commented(connected, "同意")  # the withdrawal has not arrived yet
    assert await comments(connected, id) == {"县水务局": (None, "")}
    await connected.county.post(path, by, addressees=[name], until=UNTIL)
    await connected.deliver()
    await commented(connected, "仍同意")
    assert await comments(connected, id) == {name: ("2026-03-05", "仍同意")}


async def test_a_comment_of_an_organization_that_is_not_asked_is_refused(connected: ServiceClients) -> None:
    id = await asked(connected, addressee_groups=[])
    context = connected.county.context
    facts = CommentFacts(matter=id, given=context.today(), round=99)
    async with context.service.transaction() as connection:
        with pytest.raises(ConflictError) as refused:
            await Delivery(context).receive_comment(
                connection, GivenComment(f"{TOWNSHIP}-comment-2026-1", (1, 2), facts), {}
            )
    assert refused.value.code == "not-asked"


async def test_a_round_of_another_organization_than_the_parent_is_refused(connected: ServiceClients) -> None:
    await asked(connected)
    (row,) = [each for each in await connected.county.announced() if each.type == "comment_round.opened.v1"]
    event = decode(row.payload, topic=Topic.TRANSFERS, partition=partition_of(row.matter))
    assert event is not None
    assert isinstance(event.facts, CommentRoundFacts)
    context = connected.township.context
    foreign = OpenedRound("522625-c-2026-1", (1, 9), event.facts)
    async with context.service.transaction() as connection:
        with pytest.raises(ConflictError) as refused:
            await Delivery(context).receive_round(connection, foreign, TOWNSHIP, {})
    assert refused.value.code == "foreign-asker"


async def test_the_township_comments_on_its_page(connected: ServiceClients) -> None:
    id, name = await asked(connected), await name_of_township(connected)
    secretariat = PageClient(connected.township, clerk(TOWNSHIP))
    page = await secretariat.get(f"/comment-requests/{(await received(connected))['id']}")
    assert "来函单位 万山区政协" in words(page)
    page = await secretariat.run_command(page, "submit_comment", comment="无意见")
    assert "反馈意见已完成" in words(page)
    await connected.deliver()
    assert (await comments(connected, id))[name] == ("2026-03-05", "无意见")
    assert f"{name} 2026-03-05 无意见" in words(
        await PageClient(connected.county, clerk(COUNTY)).get(f"/consultations/{id}")
    )
