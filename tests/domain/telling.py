"""A builder for matters of every kind: give commands, a day after the one before unless `on` says otherwise."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple, Self, cast

from shared.contracts.vocabulary import ActivityClass, Level
from shared.domain.charter import Charter
from shared.domain.command import Command
from shared.domain.consultations import decisions as consultations
from shared.domain.consultations import evolution as consultations_evolve
from shared.domain.consultations.commands import RaiseTopic
from shared.domain.consultations.transitions import TRANSITIONS as CONSULTATION
from shared.domain.decision_context import DecisionContext
from shared.domain.errors import InvalidError, LianxiError
from shared.domain.opinions import decisions as opinions
from shared.domain.opinions import evolution as opinions_evolve
from shared.domain.opinions.commands import Collect
from shared.domain.opinions.transitions import TRANSITIONS as OPINION
from shared.domain.plans import decisions as plans
from shared.domain.plans import evolution as plans_evolve
from shared.domain.plans.commands import DraftPlan
from shared.domain.plans.transitions import TRANSITIONS as PLAN
from shared.domain.proposals import decisions as proposals
from shared.domain.proposals import evolution as proposals_evolve
from shared.domain.proposals.commands import DraftProposal
from shared.domain.proposals.transitions import TRANSITIONS as PROPOSAL
from shared.domain.transitions import Transitions
from shared.domain.visits import decisions as visits
from shared.domain.visits import evolution as visits_evolve
from shared.domain.visits.commands import Record
from shared.domain.visits.transitions import TRANSITIONS as VISIT

TODAY = date(2026, 11, 23)
FIRST_DAY = date(2026, 11, 1)
TOWNSHIP, COUNTY, CITY = "520603202", "520603", "520600"


class Rules(NamedTuple):
    """The rules of a kind of matter, and the command that begins one."""

    decide: Callable[..., list[Any]]
    evolve: Callable[..., Any]
    transitions: Transitions[Any]
    begin: Command


KINDS: dict[str, Rules] = {
    "opinion": Rules(opinions.decide, opinions_evolve.evolve, OPINION, Collect()),
    "visit": Rules(visits.decide, visits_evolve.evolve, VISIT, Record()),
    "consultation": Rules(
        consultations.decide,
        consultations_evolve.evolve,
        CONSULTATION,
        RaiseTopic(activity=ActivityClass.CONSULTATION, level=Level.COUNTY),
    ),
    "plan": Rules(plans.decide, plans_evolve.evolve, PLAN, DraftPlan()),
    "proposal": Rules(proposals.decide, proposals_evolve.evolve, PROPOSAL, DraftProposal()),
}


def seat(organization: str = COUNTY, level: Level = Level.COUNTY, **charter: Any) -> DecisionContext:
    return DecisionContext(organization=organization, level=level, charter=Charter(**charter), today=TODAY)


class Told:
    """The life of a matter."""

    def __init__(self, kind: str, begin: Command | None = None, *, at: DecisionContext | None = None) -> None:
        self.rules, self.context = KINDS[kind], at or seat()
        self.day, self.state = FIRST_DAY - timedelta(1), cast("Any", None)
        self.events: list[Any] = []
        self.give(begin or self.rules.begin)

    def give(self, *commands: Command) -> Self:
        for command in commands:
            self.day = command.on or min(self.day + timedelta(1), TODAY)
            dated = _on(command, self.day)
            for event in self.rules.decide(self.state, dated, context=self.context):
                self.state = self.rules.evolve(self.state, event)
                self.events.append(event)
        return self

    def refusal(self, command: Command) -> LianxiError:
        """The error with which the command is refused, whatever it is."""
        try:
            self.rules.decide(self.state, command, context=self.context)
        except LianxiError as error:
            return error
        raise AssertionError(f"{command} is not refused")

    def wrong_field(self, command: Command) -> tuple[str, str]:
        """The field that is wrong, and the rule that says so."""
        error = self.refusal(command)
        assert isinstance(error, InvalidError), error
        return error.fields[0].field, error.fields[0].rule

    @property
    def facts(self) -> Any:
        assert self.state is not None
        return self.state.facts()

    @property
    def status(self) -> str:
        assert self.state is not None
        return str(self.state.status)


def _on(command: Command, day: date) -> Command:
    return replace(command, on=day)
