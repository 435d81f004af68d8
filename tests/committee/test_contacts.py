"""The contacts of units with proposers, through the API and on the page."""

from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClients
from tests.support.matters import UNIT

SEC = "522625-secretariat"


async def test_a_unit_records_its_contacts_and_their_texts_stay_in_the_service(roster: ServiceClients) -> None:
    county = roster.county
    id = await brought_to(county, "assign")
    body = {"unit": UNIT, "form": "visit", "text": "不外传的情况"}
    await county.post(f"/proposals/{id}/record_contact", "522625-handling_unit", **body)
    await county.post(f"/proposals/{id}/record_contact", SEC, unit=UNIT, form="telephone", on="2026-02-25")
    shown = (await county.get(f"/proposals/{id}", SEC))["contacts"]
    assert [(each["on"], each["form"], each["text"]) for each in shown] == [
        ("2026-02-25", "telephone", ""),
        ("2026-03-05", "visit", "不外传的情况"),
    ]
    assert not any("不外传" in row.payload.decode() for row in await county.announced())


async def test_a_contact_of_a_form_or_unit_that_does_not_exist_is_refused(roster: ServiceClients) -> None:
    id = await brought_to(roster.county, "assign")
    path = f"/proposals/{id}/record_contact"
    assert await roster.county.refused(path, SEC, unit=UNIT, form="pigeon") == (422, "invalid")
    assert await roster.county.refused(path, SEC, unit="丙局", form="visit") == (422, "invalid")


async def test_a_contact_is_recorded_with_a_form_and_shown(roster: ServiceClients) -> None:
    clerk = PageClient(roster.county, SEC)
    page = await clerk.get(f"/proposals/{await brought_to(roster.county, 'assign')}")
    shown = words(await clerk.run_command(page, "record_contact", unit=UNIT, form="visit", text="现场走访"))
    assert all(each in shown for each in ("与提案人联系", "承办单位已联系提案人", "走访", "现场走访")), shown
