"""The rules of visits to a service window."""

from datetime import date

import pytest

from shared.contracts.vocabulary import VisitOutcome
from shared.domain.command import Correct
from shared.domain.errors import InvalidError
from shared.domain.visits.commands import Record, WithdrawVisit
from tests.support.matters import MatterBuilder

REPORT, SETTLED = VisitOutcome.REPORT, VisitOutcome.DISPUTE_SETTLED


def test_a_visit_may_lead_to_several_things_or_to_none() -> None:
    assert MatterBuilder("visit", Record(outcomes=(REPORT, SETTLED))).facts.outcomes == (REPORT, SETTLED)
    assert MatterBuilder("visit").facts.outcomes == ()


def test_an_outcome_is_named_once() -> None:
    with pytest.raises(InvalidError, match="outcomes：同一结果只填一次"):
        MatterBuilder("visit", Record(outcomes=(REPORT, REPORT)))


def test_what_was_recorded_by_mistake_is_withdrawn_with_a_reason_and_for_good() -> None:
    visit = MatterBuilder("visit")
    assert visit.wrong_field(WithdrawVisit(reason=" ")) == ("reason", "必须填写")
    visit.execute(WithdrawVisit(reason="重复登记"))
    assert [state for _, state in visit.facts.steps] == ["recorded", "withdrawn"]
    assert visit.refusal(WithdrawVisit(reason="再撤")).extra["allowed"] == []


def test_the_day_of_a_visit_can_be_corrected_its_year_stays() -> None:
    visit = MatterBuilder("visit", Record(on=date(2026, 11, 1)))
    visit.execute(Correct(step="record", day=date(2026, 10, 30), reason="录错"))
    assert visit.facts.steps[0].day == date(2026, 10, 30)
    assert visit.facts.year == 2026


def test_nobody_visits_in_the_future() -> None:
    with pytest.raises(InvalidError, match="on：不能晚于今天"):
        MatterBuilder("visit", Record(on=date(2026, 11, 24)))
