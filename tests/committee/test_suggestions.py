"""The suggestions of a proposal through the API and on its page."""

from tests.committee.forwarding import CITY, COUNTY, clerk, newest
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
    page = await clerk.run_command(await clerk.get(f"/proposals/{id}"), "follow_suggestions", adopted=["2"])
    shown = words(page)
    assert "2 植树 已采纳" in shown
    assert "1 修渠 尚无结果" in shown


async def test_a_received_proposal_has_the_suggestions_that_it_was_sent_with(connected: ServiceClients) -> None:
    county, city, by_county, by_city = connected.county, connected.city, clerk(COUNTY), clerk(CITY)
    id = await drafted(county, by=by_county, suggestions=TEXTS[:2])
    await carry_on(county, id, "file", by=by_county)
    await county.post(f"/proposals/{id}/forward", by_county, on="2026-02-21")
    await connected.deliver()
    came = str((await city.post(f"/transfers/{await newest(city, CITY, 'in')}/accept", by_city))["id"])
    for command, body in (("file", {}), ("assign", {"sole": "市教育局"}), ("acknowledge", {"unit": "市教育局"})):
        await city.post(f"/proposals/{came}/{command}", by_city, **body)
    early = await city.call("POST", f"/proposals/{came}/follow_suggestions", by_city, json={"adopted": [1]})
    assert (early.status_code, "follow_suggestions" in early.json()["allowed"]) == (409, False)
    await city.post(f"/proposals/{came}/reply", by_city, unit="市教育局", text="答复", answer_class="A")
    await city.post(f"/proposals/{came}/follow_suggestions", by_city, adopted=[1], not_adopted=[2])
    shown = await city.get(f"/proposals/{came}", by_city)
    assert [(each["text"], each["state"]) for each in shown["followed_suggestions"]] == [
        (TEXTS[0], "adopted"),
        (TEXTS[1], "not_adopted"),
    ]
