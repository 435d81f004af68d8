"""The columns of a matter agree with its facts, whatever its kind: a list and a report never contradict each other."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from shared.committee.kinds.catalogue import BY_NAME, KINDS
from shared.committee.kinds.proposals.columns import is_overdue
from shared.committee.matters.repository import record_of
from shared.contracts.vocabulary import Recorded
from shared.domain.charters.charters import Amendment
from shared.measures.contributions import contributions
from tests.committee.forwarding import COUNTY, TOWNSHIP, brought_up, clerk
from tests.committee.proposals import LIFECYCLE, brought_to
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.test_activities import ITEM, held
from tests.support.clock import NOON
from tests.support.matters import RULES, UNIT, decision_context

ONE: dict[str, dict[str, str]] = {
    "proposals": {
        "proposals_received": "received_on",
        "proposals_filed": "filed_on",
        "proposals_assigned": "assigned_on",
        "proposals_replied": "replied_on",
        "proposals_closed": "closed_on",
    },
    "opinions": {
        "opinions_received": "received_on",
        "opinions_adopted": "adopted_on",
        "opinions_instructed": "instructed_on",
        "opinions_fed_back": "fed_back_on",
    },
    "consultations": {"consultations_held": "held_on"},
}
"""Counter -> the column that has a day when the counter is 1."""

LEFT_AFTER_FILING = {"merged", "converted", "withdrawn"}
"""States of proposals that nobody handles any more; they are not counted as assigned, while their columns keep the day."""

AMOUNT: dict[str, dict[str, str]] = {
    "proposals": {
        f"proposal_suggestions{result}": f"suggestions{result}" for result in ("", "_adopted", "_not_adopted", "_done")
    },
    "visits": {"window_visits/report": "report", "window_visits/advice": "advice"},
    "consultations": {
        "consultation_participants": "participants",
        "suggestions_made": "made",
        "suggestions_adopted": "adopted",
        "suggestions_done": "done",
    },
    "platforms": {
        "contact_point_visits": "visits",
        "contact_point_visitors": "visitors",
        "townships_in_areas": "townships",
    },
    "plans": {"plan_items": "items", "plan_items_executed": "executed", "plan_items_dropped": "dropped"},
}
"""Counter -> the column that has the same number."""


async def check(service: ServiceClient, name: str) -> None:
    """Checks for every matter of the kind that its columns are those of its state, and count what the measures count."""
    kind = BY_NAME[name]
    async with service.context.service.reading() as connection:
        rows = (await connection.execute(select(kind.table))).all()
    assert rows
    for row in rows:
        state, columns = record_of(kind, row).state, row._mapping
        assert {column: columns[column] for column in kind.columns(state)} == kind.columns(state)
        totals = counted(state.facts())
        if not columns.get("derived"):
            for counter, column in ONE.get(name, {}).items():
                left = counter == "proposals_assigned" and columns["status"] in LEFT_AFTER_FILING
                assert totals[counter] == int(columns[column] is not None and not left), counter
        for counter, column in AMOUNT.get(name, {}).items():
            assert totals[counter] == columns[column], counter


def counted(facts: Any) -> Counter[str]:
    """Returns what the measures count of one matter today."""
    totals: Counter[str] = Counter()
    for counter, _, day, amount in contributions(facts):
        if day <= NOON.date():
            totals[counter] += amount
    return totals


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_column_beside_the_state_is_written_from_it(kind: Any) -> None:
    everywhere = {
        *("id", "organization", "year", "number", "title", "author", "status", "epoch", "sequence", "state"),
    }
    begun = kind.evolve(None, _begun(kind))
    assert set(kind.columns(begun)) == {column.name for column in kind.table.c} - everywhere


def _begun(kind: Any) -> Any:
    return RULES[kind.noun].decide(None, RULES[kind.noun].begin, context=decision_context())


async def test_a_proposal_counts_what_the_measures_count_at_every_step(roster: ServiceClients) -> None:
    for last, _ in LIFECYCLE:
        await brought_to(roster.county, last)
    await check(roster.county, "proposals")


async def test_recorded_suggestions_of_a_proposal_are_counted_by_its_columns(roster: ServiceClients) -> None:
    county, by, places = roster.county, "522625-secretariat", roster.county.context.charters.places
    amended = Amendment(date(2000, 1, 1), {"records": (Recorded.PROPOSAL_SUGGESTIONS,)})
    places["522625"] = (*places["522625"], amended)
    id = await brought_to(county, "close", suggestions=["一", "二", "三"])
    await county.post(f"/proposals/{id}/follow_suggestions", by, adopted=[1], not_adopted=[2, 3])
    await county.post(f"/proposals/{id}/follow_suggestions", by, adopted=[3], done=[1])
    await brought_to(county, "submit", suggestions=["一"])
    await check(county, "proposals")
    async with county.context.service.reading() as connection:
        row = (
            await connection.execute(select(BY_NAME["proposals"].table).where(BY_NAME["proposals"].table.c.id == id))
        ).one()
    names = ("suggestions", "suggestions_adopted", "suggestions_not_adopted", "suggestions_done")
    assert [row._mapping[name] for name in names] == [3, 2, 1, 1]


async def test_an_opinion_report_does_on_both_sides_of_a_transfer(connected: ServiceClients) -> None:
    _, matter = await brought_up(connected, TOWNSHIP, COUNTY)
    by, county = clerk(COUNTY), connected.county
    for command, body in (("edit", {"content": "一"}), ("approve", {}), ("adopt", {}), ("instruct", {})):
        await county.post(f"/opinions/{matter}/{command}", by, **body)
    await connected.deliver()
    await county.post("/opinions", by, title="未采用")
    await check(connected.township, "opinions")
    await check(county, "opinions")


async def test_activities_and_plans_do(roster: ServiceClients) -> None:
    county, by = roster.county, clerk(COUNTY)
    await county.post("/consultations", by, title="未开展")
    id = await held(county)
    await county.post(f"/consultations/{id}/submit_outcome", by, kind="minutes")
    await county.post(f"/consultations/{id}/receive_feedback", by, adopted=[1, 3], done=[3])
    await check(county, "consultations")
    plan = (await county.post("/plans", by))["id"]
    for _ in range(2):
        await county.post(f"/plans/{plan}/add_item", by, **ITEM)
    for command, body in (("approve", {}), ("confirm", {}), ("execute", {"item": 2, "consultation": id})):
        await county.post(f"/plans/{plan}/{command}", by, **body)
    await check(county, "plans")


async def test_visits_do(connected: ServiceClients) -> None:
    for outcomes in (["advice"], ["report"], ["report", "advice"]):
        await connected.township.post("/visits", clerk(TOWNSHIP), title="反映路灯", outcomes=outcomes)
    await check(connected.township, "visits")


async def test_platforms_do(roster: ServiceClients) -> None:
    county, by = roster.county, clerk(COUNTY)
    area = {"class": "area_group", "head": "副主席甲", "special_committee": "经济委员会"}
    await county.post("/platforms", by, title="东部片区", townships=[TOWNSHIP], **area)
    point = {"class": "contact_point", "contact_form": "walk", "head": "委员甲"}
    id = (await county.post("/platforms", by, title="城关联系点", **point))["id"]
    for visitors in (12, 7):
        await county.post(f"/platforms/{id}/record_visit", by, visitors=visitors)
    await check(county, "platforms")


async def test_a_proposal_returned_for_rehandling_is_not_replied(roster: ServiceClients) -> None:
    county, by = roster.county, "522625-secretariat"
    id = await brought_to(county, "reply")
    after = await county.post(f"/proposals/{id}/rate", by, process="satisfied", result="dissatisfied")
    assert after["status"] == "rehandling"
    shown = await county.get(f"/proposals/{id}", by)
    assert (shown["replied_on"], shown["outcome"]) == (None, None)


async def test_an_unanswered_proposal_is_overdue_from_the_day_after_its_limit(roster: ServiceClients) -> None:
    county, by = roster.county, "522625-secretariat"
    id = await brought_to(county, "file")
    await county.post(f"/proposals/{id}/assign", by, sole=UNIT, on="2026-02-20", limit="2026-03-04")
    assert (await county.get(f"/proposals/{id}", by))["overdue"]
    assert not is_overdue("assigned", date(2026, 3, 4), date(2026, 3, 4))
    assert is_overdue("assigned", date(2026, 3, 4), date(2026, 3, 5))
    assert not is_overdue("closed", date(2026, 3, 4), date(2026, 3, 5))


async def test_a_proposal_returned_for_rehandling_is_not_overdue_by_the_limit_of_its_first_reply(
    roster: ServiceClients,
) -> None:
    county, by = roster.county, "522625-secretariat"
    assert not is_overdue("rehandling", date(2026, 3, 4), date(2026, 3, 5))
    id = await brought_to(county, "file")
    await county.post(f"/proposals/{id}/assign", by, sole=UNIT, on="2026-02-20", limit="2026-03-04")
    await county.post(f"/proposals/{id}/acknowledge", by, unit=UNIT, on="2026-02-20")
    await county.post(f"/proposals/{id}/reply", by, unit=UNIT, text="答复", answer_class="A", on="2026-02-21")
    form = {"process": "satisfied", "result": "dissatisfied", "on": "2026-02-22"}
    assert (await county.post(f"/proposals/{id}/rate", by, **form))["status"] == "rehandling"
    assert not (await county.get(f"/proposals/{id}", by))["overdue"]
    listed = await county.get("/proposals", by, overdue=True)
    assert id not in [each["id"] for each in listed["items"]]
