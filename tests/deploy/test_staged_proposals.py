"""The proposals of 邵阳 are in the optional stages that its charter has, by the rules of a proposal."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from deploy.demo.matter_scripts import MatterScript
from deploy.demo.staged_proposals import COORDINATOR, PLACE, SCHOOLS, TRANSPORT, staged_proposals, unit_file
from shared.committee.kinds.proposals.columns import decision_due
from shared.contracts.vocabulary import Answer, Level
from shared.domain.admission import DecisionContext
from shared.domain.charters.charters import Charters
from shared.domain.log import day_of
from shared.domain.proposals.commands import COMMANDS
from shared.domain.proposals.decisions import decide
from shared.domain.proposals.evolution import evolve
from shared.domain.proposals.state import Proposal

TODAY = date(2026, 3, 30)
TEXTS = {"title", "content", "suggestions", "proposers", "organization"}


def decided(script: MatterScript) -> Proposal:
    """Returns the proposal after its script, by the rules and the charter of its place."""
    charters = Charters.load(Path("services/city/charter.toml"))
    state = None
    for name, body in script.requests:
        given = {key: value for key, value in body.items() if key not in TEXTS}
        command: Any = TypeAdapter(COMMANDS.every_by_name[name]).validate_python(given)
        charter = charters.on(date.fromisoformat(body["on"]), PLACE.organization)
        context = DecisionContext(organization=PLACE.organization, level=Level.CITY, charter=charter, today=TODAY)
        state = evolve(state, decide(state, command, context=context))
    assert state is not None
    return state


@pytest.fixture(scope="module")
def staged() -> list[Proposal]:
    return [decided(script) for script in staged_proposals(TODAY)]


def test_each_proposal_waits_for_another_stage(staged: list[Proposal]) -> None:
    assert [(str(each.status), str(decision_due(each))) for each in staged] == [
        ("under_review", "pre_review"),
        ("under_review", "none"),
        ("assigned", "pass_on"),
        ("assigned", "accept_return"),
        ("in_handling", "none"),
        ("in_handling", "review_reply"),
        ("in_handling", "none"),
        ("feedback_requested", "none"),
        ("rehandling", "none"),
    ]


def test_the_proposals_show_the_rules_of_the_place(staged: list[Proposal]) -> None:
    _, reviewed, waiting, _, contacted, _, sent_back, rated, returned = staged
    assert reviewed.first_review is not None
    assert waiting.units_to_pass_on == (SCHOOLS, TRANSPORT)
    assert (len(contacted.contacts), contacted.limit) == (1, date(2026, 6, 30))
    assert (sent_back.units_to_draft, sent_back.replies) == ((SCHOOLS,), ())
    assert [form.process for form in (*rated.forms, *returned.forms)] == [
        Answer.VERY_SATISFIED,
        Answer.MOSTLY_SATISFIED,
    ]
    assert [form.result for form in (*rated.forms, *returned.forms)] == [Answer.SATISFIED, Answer.VERY_DISSATISFIED]


def test_nothing_is_later_than_today_or_older_than_a_notification(staged: list[Proposal]) -> None:
    days = [day_of(each.log, number) for each in staged for number in range(1, len(each.log) + 1)]
    assert 0 < (TODAY - max(days)).days < (TODAY - min(days)).days < 90


def test_every_unit_of_the_proposals_is_in_the_register() -> None:
    names = {line.split(",")[0] for line in unit_file().decode().splitlines()[1:]}
    assert {SCHOOLS, TRANSPORT, COORDINATOR} <= names
