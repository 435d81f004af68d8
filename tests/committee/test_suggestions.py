"""The suggestions of a proposal through the API and on its page."""

from tests.committee.page_client import PageClient, words
from tests.committee.proposals import carry_on, drafted
from tests.committee.service_clients import ServiceClients

SEC = "522625-secretariat"
TEXTS = ["不外传的建议一", "不外传的建议二", "不外传的建议三"]


async def test_suggestions_are_followed_by_number_and_their_texts_stay_in_the_service(roster: ServiceClients) -> None:
    county = roster.county
    id = await drafted(county, suggestions=TEXTS)
    assert (await county.get(f"/proposals/{id}", SEC))["followed_suggestions"] == []
    await carry_on(county, id, "close")
    body = {"adopted": [1, 3], "not_adopted": [2], "text": "不外传的说明", "on": "2026-03-01"}
    await county.post(f"/proposals/{id}/follow_suggestions", "522625-proposals_committee", **body)
    await county.post(f"/proposals/{id}/follow_suggestions", SEC, done=[3])
    shown = await county.get(f"/proposals/{id}", SEC)
    assert shown["suggestions"] == TEXTS
    assert [(each["number"], each["text"], each["state"]) for each in shown["followed_suggestions"]] == [
        (1, TEXTS[0], "adopted"),
        (2, TEXTS[1], "not_adopted"),
        (3, TEXTS[2], "done"),
    ]
    assert shown["followed_suggestions"][2]["adopted_on"] == "2026-03-01"
    assert shown["followed_suggestions"][1]["explanation"] == "不外传的说明"
    rows = [row for row in await county.announced() if row.matter == id]
    assert not any("不外传" in row.payload.decode() for row in rows)


async def test_an_unknown_number_is_refused_by_field_and_rule(roster: ServiceClients) -> None:
    id = await drafted(roster.county, suggestions=TEXTS[:1])
    await carry_on(roster.county, id, "reply")
    answer = await roster.county.call("POST", f"/proposals/{id}/follow_suggestions", SEC, json={"adopted": [2]})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["rule"]) == (422, "adopted", "没有第2条建议；共1条")


async def test_suggestions_are_ticked_on_the_page_and_shown_with_their_state(roster: ServiceClients) -> None:
    id = await drafted(roster.county, suggestions=["修渠", "植树"])
    await carry_on(roster.county, id, "reply")
    clerk = PageClient(roster.county, SEC)
    page = await clerk.give(await clerk.get(f"/proposals/{id}"), "follow_suggestions", adopted=["2"])
    shown = words(page)
    assert "2 植树 已采纳" in shown
    assert "1 修渠 尚无结果" in shown
