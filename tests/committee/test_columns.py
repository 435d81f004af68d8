"""The columns of a proposal say what its facts say."""

from datetime import date

import pytest
from sqlalchemy import select

from shared.committee.matters.repository import kept
from shared.committee.proposals.columns import columns, overdue
from shared.committee.proposals.kind import PROPOSALS
from shared.committee.tables import proposals
from shared.measures.contributions import contributions
from tests.committee.desk import NOON, Desks
from tests.committee.stories import LIFE, UNIT, brought_to

COUNTED = {
    "proposals_received": "received_on",
    "proposals_filed": "filed_on",
    "proposals_assigned": "assigned_on",
    "proposals_replied": "replied_on",
    "proposals_closed": "closed_on",
}


@pytest.mark.parametrize("last", [command for command, _ in LIFE])
async def test_a_column_counts_what_the_measure_counts(roster: Desks, last: str) -> None:
    id = await brought_to(roster.county, last)
    async with roster.county.office.service.reading() as connection:
        row = (await connection.execute(select(proposals).where(proposals.c.id == id))).one()
    totals: dict[str, int] = {}
    for counter, _, day, amount in contributions(kept(PROPOSALS, row).state.facts()):
        if day <= NOON.date():
            totals[counter] = totals.get(counter, 0) + amount
    assert {counter: totals.get(counter, 0) for counter in COUNTED} == {
        counter: int(row._mapping[column] is not None) for counter, column in COUNTED.items()
    }
    assert {column: row._mapping[column] for column in columns(kept(PROPOSALS, row).state)} == columns(
        kept(PROPOSALS, row).state
    )
    assert totals.get(f"proposals_outcome/{row.outcome}", 0) == int(row.outcome is not None)


async def test_a_proposal_returned_for_rehandling_is_not_replied(roster: Desks) -> None:
    county, by = roster.county, "522625-secretariat"
    id = await brought_to(county, "reply")
    after = await county.post(f"/proposals/{id}/rate", by, process="satisfied", result="dissatisfied")
    assert after["status"] == "rehandling"
    shown = await county.get(f"/proposals/{id}", by)
    assert (shown["replied_on"], shown["outcome"]) == (None, None)


async def test_an_unanswered_proposal_is_overdue_from_the_day_after_its_limit(roster: Desks) -> None:
    county, by = roster.county, "522625-secretariat"
    id = await brought_to(county, "file")
    await county.post(f"/proposals/{id}/assign", by, sole=UNIT, on="2026-02-20", limit="2026-03-04")
    assert (await county.get(f"/proposals/{id}", by))["overdue"]
    assert not overdue("assigned", date(2026, 3, 4), date(2026, 3, 4))
    assert overdue("assigned", date(2026, 3, 4), date(2026, 3, 5))
    assert not overdue("closed", date(2026, 3, 4), date(2026, 3, 5))
