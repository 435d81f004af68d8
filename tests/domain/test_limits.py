"""A limit that came from the charter moves with the day of its step; one that was typed stays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from shared.contracts.vocabulary import Answer
from shared.domain.calendar import STATUTORY, WorkingCalendar, add_months
from shared.domain.charters.charter import Charter
from shared.domain.command import Command, Correct
from shared.domain.opinions.commands import ApproveOpinion, Collect, Edit
from shared.domain.proposals.feedback_commands import Rate, Rehandle
from shared.domain.proposals.handling_commands import Acknowledge, Assign, Reply
from shared.domain.proposals.review_commands import DraftProposal, File, Submit
from shared.domain.terms import Due, Term
from shared.domain.transfers.commands import Resend, Send
from tests.domain.proposal_builder import ProposalBuilder
from tests.support.matters import CITY, COUNTY, FIRST_DAY, TODAY, MatterBuilder

TRANSFER = f"{COUNTY}-t-2026-1"
UNTIL = date(2027, 6, 30)
REPORT: tuple[Command, ...] = (Edit(content="一"), ApproveOpinion())
FILED: tuple[Command, ...] = (Submit(), File())
RETURNED: tuple[Command, ...] = (
    *FILED,
    Assign(sole="甲局"),
    Acknowledge(unit="甲局"),
    Reply(unit="甲局", text="答复", answer_class="A"),
    Rate(process=Answer.SATISFIED, result=Answer.DISSATISFIED),
)


def months(count: int) -> Callable[[date], date]:
    return lambda day: add_months(day, count)


def of_matter(facts: Any, state: Any) -> date:
    limit: date = facts.limits[-1].limit if hasattr(facts, "limits") else state.limit
    return limit


def of_transfer(facts: Any, _state: Any) -> date:
    limit: date = facts.sendings[0].limits[-1].limit
    return limit


CASES: dict[str, tuple[str, tuple[Command, ...], Command, Callable[..., date], Callable[[date], date]]] = {
    "the reply to a session proposal": ("proposal", FILED, Assign(sole="甲局"), of_matter, months(5)),
    "the reply of another round": ("proposal", RETURNED, Rehandle(explanation="说明"), of_matter, months(3)),
    "the answer to a person": ("opinion", (), Collect(), of_matter, months(1)),
    "the answer to a transfer": (
        "opinion", REPORT, Send(to=CITY, transfer=TRANSFER), of_transfer, lambda day: day + timedelta(15)
    ),
    "the answer to a transfer sent again": (
        "proposal", (*FILED, Send(to=CITY, transfer=TRANSFER)), Resend(transfer=TRANSFER), of_transfer,
        lambda day: day + timedelta(15),
    ),
}  # fmt: skip
"""What is due: the kind of matter, what comes before, the command that sets the limit, where it is read, how the charter counts it."""


def built(case: str, **fields: Any) -> MatterBuilder:
    kind, before, command, *_ = CASES[case]
    if isinstance(command, Collect):
        return MatterBuilder(kind, replace(command, on=FIRST_DAY, **fields))
    return MatterBuilder(kind).execute(*before, replace(command, **fields))


@pytest.mark.parametrize("case", CASES)
def test_a_limit_of_the_charter_moves_with_the_corrected_day(case: str) -> None:
    *_, read, counted = CASES[case]
    matter = built(case)
    step, day = matter.state.sequence, matter.state.log[-1].on
    assert read(matter.facts, matter.state) == counted(day)
    right = day + timedelta(2)
    matter.execute(Correct(step=step, day=right, reason="录错", on=TODAY))
    assert read(matter.facts, matter.state) == counted(right)
    kept = msgspec.json.decode(msgspec.json.encode(matter.state), type=type(matter.state))
    assert read(kept.facts(), kept) == counted(right)


@pytest.mark.parametrize("case", CASES)
def test_a_limit_that_was_typed_stays_when_the_day_is_corrected(case: str) -> None:
    *_, read, _counted = CASES[case]
    matter = built(case, limit=UNTIL)
    step, day = matter.state.sequence, matter.state.log[-1].on
    matter.execute(Correct(step=step, day=day + timedelta(2), reason="录错", on=TODAY))
    assert read(matter.facts, matter.state) == UNTIL


def test_a_typed_limit_is_stored_under_its_public_name() -> None:
    stored = b'{"entry":1,"limit":"2026-06-01"}'
    due = msgspec.json.decode(stored, type=Due)
    assert due == Due(entry=1, typed=date(2026, 6, 1))
    assert msgspec.json.encode(due) == stored


def test_a_corrected_day_has_the_limit_of_the_charter_of_that_day() -> None:
    matter = MatterBuilder("proposal", DraftProposal(kind="ordinary", on=FIRST_DAY)).execute(
        *FILED, Assign(sole="甲局")
    )
    matter.context = replace(matter.context, corrected=Charter(ordinary_limit_months=6))
    right = matter.day + timedelta(1)
    matter.execute(Correct(step="assign", day=right, reason="录错", on=TODAY))
    assert matter.facts.limits[0].limit == add_months(right, 6)


SESSION_TERMS: dict[str, tuple[Charter, date, date]] = {
    "5 months": (Charter(), date(2025, 9, 30), date(2026, 2, 28)),
    "5 working days": (Charter(session_limit_working_days=5), date(2025, 9, 29), date(2025, 10, 13)),
    "30 June, the day before": (Charter(session_limit_day="06-30"), date(2025, 6, 29), date(2025, 6, 30)),
    "30 June, the day itself": (Charter(session_limit_day="06-30"), date(2025, 6, 30), date(2025, 6, 30)),
    "30 June, the day after": (Charter(session_limit_day="06-30"), date(2025, 7, 1), date(2026, 6, 30)),
}


@pytest.mark.parametrize("case", SESSION_TERMS)
def test_the_reply_to_a_session_proposal_is_due_after_months_or_working_days_or_on_a_fixed_day(case: str) -> None:
    charter, day, limit = SESSION_TERMS[case]
    built = ProposalBuilder(charter, on=day, late_reason="补录")
    built.execute(*(replace(step, on=day, late_reason="补录") for step in (*FILED, Assign(sole="甲局"))))
    assert built.proposal.limit == limit


def test_the_terms_of_session_proposals_and_ordinary_ones_differ() -> None:
    charter = Charter(session_limit_day="06-30", ordinary_limit_working_days=20)
    assert charter.term_of("assign", proposal_type="session") == Term(fixed_day="06-30")
    assert charter.term_of("assign", proposal_type="ordinary") == Term(working_days=20)


def test_the_limit_of_a_corrected_assignment_is_derived_again_and_another_correction_moves_none() -> None:
    charter, later = Charter(session_limit_working_days=5), WorkingCalendar(amended={TODAY: False})
    built = ProposalBuilder(charter).assigned()
    day, limit = built.day, built.proposal.limit
    assert limit == STATUTORY.add_working_days(day, 5)
    built.acknowledged()
    built.context = replace(built.context, calendar=later, corrected=charter)
    built.execute(Correct(step="acknowledge", day=day, reason="录错", on=TODAY))
    assert built.proposal.limit == limit
    built.execute(Correct(step="assign", day=day, reason="核对", on=TODAY))
    assert built.proposal.limit == later.add_working_days(day, 5)
