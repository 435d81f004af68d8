"""The cadence of an organization on its home page, in its report, and in the interface."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.event import listen, remove
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.committee.cadence.publication import CadencePublisher
from shared.contracts.codec import decode
from shared.contracts.consultation_vocabulary import ActivityForm, HeldBy
from shared.contracts.dated_bodies import RuleCadence, YearCadence
from shared.contracts.facts import OwnFacts
from shared.domain.cadence import CadenceRule, Every
from shared.messaging.lease import Lease
from tests.committee.forwarding import COUNTY, TOWNSHIP, clerk
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.transfers.test_files import limit

CLERK = clerk(COUNTY)
RULES = (
    CadenceRule(title="县长与委员座谈会", forms=(ActivityForm.INTERVIEW,)),
    CadenceRule(title="常委会协商", every=Every.QUARTER, held_by=(HeldBy.STANDING_COMMITTEE,)),
    CadenceRule(title="专委会或界别协商", every=Every.MONTH, held_by=(HeldBy.SPECIAL_COMMITTEE, HeldBy.SECTOR)),
)


async def hold(service: ServiceClient, on: str, **topic: Any) -> None:
    """Holds a consultation on a day."""
    id = (await service.post("/consultations", CLERK, title="协商", on=on, late_reason="补录", **topic))["id"]
    await service.post(f"/consultations/{id}/organise", CLERK, on=on, late_reason="补录")
    await service.post(f"/consultations/{id}/hold", CLERK, on=on, late_reason="补录", participants=9)


async def test_the_cadence_of_a_year_is_on_the_home_page_in_the_report_and_in_the_interface(
    roster: ServiceClients,
) -> None:
    county = roster.county
    limit(county, COUNTY, cadence=RULES)
    for on in ("2026-01-08", "2026-01-20"):
        await hold(county, on, held_by="sector")
    await hold(county, "2026-03-02", held_by="standing_committee")
    found = await county.get("/cadence", CLERK)
    assert (found["expected"], found["held"], found["missed"], found["cadence_met"]) == (17, 2, 1, "11.76")
    assert [(each["held"], each["beyond"], each["missed"], each["next_due"]) for each in found["rules"]] == [
        (0, 0, 0, "2026-12-31"),
        (1, 0, 0, "2026-06-30"),
        (1, 1, 1, "2026-03-31"),
    ]
    pages = PageClient(county, CLERK)
    for address in ("/", "/reports/520603"):
        page = words(await pages.get(address))
        assert "2026年应开展 17 次，已开展 2 次，达标 11.76%" in page, address
        assert "专委会或界别协商" in page


async def test_a_quarterly_pair_that_counts_as_two_makes_21_a_year_and_is_met_by_two_in_its_quarter(
    connected: ServiceClients,
) -> None:
    county = connected.county
    mayor, quarterly, monthly = RULES
    limit(county, COUNTY, cadence=(mayor, replace(quarterly, count=2), monthly))
    for on in ("2026-01-08", "2026-01-20", "2026-03-02"):
        await hold(county, on, held_by="standing_committee")
    found = await county.get("/cadence", CLERK)
    assert (found["expected"], found["held"], found["rules"][1]["expected"]) == (21, 2, 8)
    assert (found["rules"][1]["held"], found["rules"][1]["beyond"], found["rules"][1]["missed"]) == (2, 1, 0)
    assert "2026年应开展 21 次，已开展 2 次" in words(await PageClient(county, CLERK).get("/"))


async def test_where_the_charter_names_no_rule_no_page_has_a_cadence(roster: ServiceClients) -> None:
    page = words(await PageClient(roster.county, CLERK).get("/"))
    assert "协商频次" not in page
    assert (await roster.county.get("/cadence", CLERK))["cadence_met"] is None


async def test_the_cadence_of_an_organization_elsewhere_is_not_known_here(roster: ServiceClients) -> None:
    refused = await roster.county.call("GET", f"/cadence?organization={TOWNSHIP}", CLERK)
    assert refused.status_code in (403, 409)


async def published(service: ServiceClient) -> list[OwnFacts]:
    """Publishes what has changed of the cadence; returns the own records of the county, the newest last."""
    publisher = CadencePublisher(service.context, Lease(service.context.service, "committee", "me"))
    await publisher.update()
    events = (decode(row.payload, topic=row.topic, partition=row.partition) for row in await service.announced())
    own = [each.facts for each in events if each and each.envelope.subject == f"{COUNTY}-o"]
    return [facts for facts in own if isinstance(facts, OwnFacts)]


async def test_the_own_record_publishes_the_cadence_of_every_year_once(connected: ServiceClients) -> None:
    county = connected.county
    limit(county, COUNTY, cadence=RULES)
    await hold(county, "2026-01-08", held_by="sector")
    first = await published(county)
    held = (date(2026, 1, 8),)
    by_rule = (
        RuleCadence("县长与委员座谈会", 1, ()),
        RuleCadence("常委会协商", 4, ()),
        RuleCadence("专委会或界别协商", 12, held),
    )
    assert first[-1].cadence[-1] == YearCadence(2026, 17, held, by_rule)
    assert len(await published(county)) == len(first)
    await hold(county, "2026-01-20", held_by="sector")
    assert len(await published(county)) == len(first), "one a month is expected"
    await hold(county, "2026-02-03", held_by="sector")
    assert (await published(county))[-1].cadence[-1].held == (date(2026, 1, 8), date(2026, 2, 3))


async def test_the_activities_of_an_organization_are_read_again_only_after_one_has_changed(
    connected: ServiceClients,
) -> None:
    county = connected.county
    limit(county, COUNTY, cadence=RULES)
    await hold(county, "2026-01-08", held_by="sector")
    publisher = CadencePublisher(county.context, Lease(county.context.service, "committee", "me"))
    with statements(county) as executed:
        await publisher.update()
        await publisher.update()
        assert any("held_on BETWEEN" in each for each in executed)
        executed.clear()
        await publisher.update()
        assert not any("held_on BETWEEN" in each for each in executed)
        await hold(county, "2026-02-03", held_by="sector")
        await publisher.update()
        assert any("held_on BETWEEN" in each for each in executed)
    assert (await published(county))[-1].cadence[-1].held == (date(2026, 1, 8), date(2026, 2, 3))


@contextmanager
def statements(service: ServiceClient) -> Iterator[list[str]]:
    """Returns the list of the SQL statements that the service executes inside the block."""
    executed = list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        executed.append(statement)

    engines = {id(each): each for each in vars(service.context.service).values() if isinstance(each, AsyncEngine)}
    for each in engines.values():
        listen(each.sync_engine, "before_cursor_execute", note)
    try:
        yield executed
    finally:
        for each in engines.values():
            remove(each.sync_engine, "before_cursor_execute", note)


async def test_no_own_record_has_a_cadence_without_rules(connected: ServiceClients) -> None:
    await hold(connected.county, "2026-01-08", held_by="sector")
    assert [facts.cadence for facts in await published(connected.county) if facts.cadence] == []
