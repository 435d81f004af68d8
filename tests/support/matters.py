"""Matters in a state: `MatterBuilder` gives the commands of a matter of any kind to the rules of the domain, one a day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple, Self, cast

from pydantic import TypeAdapter

from shared.contracts.consultation_vocabulary import ActivityClass, PlanClass
from shared.contracts.platform_vocabulary import ContactPointForm, PlatformClass
from shared.contracts.vocabulary import Answer, Level
from shared.domain.admission import DecisionContext
from shared.domain.charters.charter import Charter
from shared.domain.command import Command
from shared.domain.consultations import commands as consultation_commands
from shared.domain.consultations import decisions as consultations
from shared.domain.consultations import evolution as consultations_evolution
from shared.domain.consultations.transitions import TRANSITIONS as CONSULTATION
from shared.domain.errors import InvalidError, LianxiError
from shared.domain.opinions import commands as opinion_commands
from shared.domain.opinions import decisions as opinions
from shared.domain.opinions import evolution as opinions_evolution
from shared.domain.opinions.transitions import TRANSITIONS as OPINION
from shared.domain.plans import commands as plan_commands
from shared.domain.plans import decisions as plans
from shared.domain.plans import evolution as plans_evolution
from shared.domain.plans.transitions import TRANSITIONS as PLAN
from shared.domain.platforms import commands as platform_commands
from shared.domain.platforms import decisions as platforms
from shared.domain.platforms import evolution as platforms_evolution
from shared.domain.platforms.transitions import TRANSITIONS as PLATFORM
from shared.domain.proposals import decisions as proposals
from shared.domain.proposals import evolution as proposals_evolution
from shared.domain.proposals.feedback_commands import CloseProposal, Rate
from shared.domain.proposals.handling_commands import Acknowledge, Assign, Reply
from shared.domain.proposals.review_commands import DraftProposal, File, Submit
from shared.domain.proposals.transitions import TRANSITIONS as PROPOSAL
from shared.domain.transitions import Transitions
from shared.domain.visits import decisions as visits
from shared.domain.visits import evolution as visits_evolution
from shared.domain.visits.commands import Record
from shared.domain.visits.transitions import TRANSITIONS as VISIT

TODAY = date(2026, 11, 23)
FIRST_DAY = date(2026, 11, 1)
TOWNSHIP, COUNTY, CITY = "520603202", "520603", "520600"
UNIT = "县教育局"


class Rules(NamedTuple):
    """The rules of a kind of matter, the command that begins one, and those that usually follow it, up to its last state."""

    decide: Callable[..., Any]
    evolve: Callable[..., Any]
    transitions: Transitions[Any]
    begin: Command
    lifecycle: tuple[Command, ...] = ()


PLAN_ITEM = plan_commands.AddItem(
    topic="老旧小区改造",
    activity=PlanClass.SPECIAL_COMMITTEE,
    lead_leader="分管副主席",
    department="住建局",
    person="科长",
    deadline=TODAY,
)

RULES: dict[str, Rules] = {
    "opinion": Rules(
        opinions.decide,
        opinions_evolution.evolve,
        OPINION,
        opinion_commands.Collect(),
        (
            opinion_commands.Edit(content="三个月无人修理，请尽快处理"),
            opinion_commands.ApproveOpinion(),
            opinion_commands.Adopt(),
            opinion_commands.Instruct(),
            opinion_commands.Refer(unit=UNIT),
            opinion_commands.AnswerReferral(text="已安排维修"),
            opinion_commands.FeedBack(text="已修好"),
        ),
    ),
    "visit": Rules(visits.decide, visits_evolution.evolve, VISIT, Record()),
    "consultation": Rules(
        consultations.decide,
        consultations_evolution.evolve,
        CONSULTATION,
        consultation_commands.RaiseTopic(activity=ActivityClass.CONSULTATION, level=Level.COUNTY),
        (
            consultation_commands.Organise(),
            consultation_commands.Hold(participants=12, suggestions=("建议一",)),
            consultation_commands.SubmitOutcome(kind=consultation_commands.OutcomeKind.MINUTES),
            consultation_commands.ReceiveFeedback(adopted=(1,)),
            consultation_commands.CloseConsultation(),
        ),
    ),
    "plan": Rules(
        plans.decide,
        plans_evolution.evolve,
        PLAN,
        plan_commands.DraftPlan(),
        (
            PLAN_ITEM,
            plan_commands.Comment(text="同意"),
            plan_commands.ApprovePlan(),
            plan_commands.Confirm(),
        ),
    ),
    "platform": Rules(
        platforms.decide,
        platforms_evolution.evolve,
        PLATFORM,
        platform_commands.RegisterPlatform(
            platform=PlatformClass.CONTACT_POINT, contact_form=ContactPointForm.OFFICE, head="委员甲"
        ),
        (
            platform_commands.RecordReception(visitors=3, note="反映路灯"),
            platform_commands.Appoint(head="委员乙"),
            platform_commands.ClosePlatform(reason="合并"),
        ),
    ),
    "proposal": Rules(
        proposals.decide,
        proposals_evolution.evolve,
        PROPOSAL,
        DraftProposal(),
        (
            Submit(),
            File(),
            Assign(sole=UNIT),
            Acknowledge(unit=UNIT),
            Reply(unit=UNIT, text="答复……", answer_class="A"),
            Rate(process=Answer.SATISFIED, result=Answer.MOSTLY_SATISFIED, comment="好"),
            CloseProposal(),
        ),
    ),
}
"""By the noun of the kind."""


def decision_context(organization: str = COUNTY, level: Level = Level.COUNTY, **charter: Any) -> DecisionContext:
    """Returns what the decisions of a test depend on; `charter`: the fields that differ from the default charter."""
    return DecisionContext(organization=organization, level=level, charter=Charter(**charter), today=TODAY)


def request_body(command: Command) -> dict[str, Any]:
    """Returns the fields of the request that gives the command, without those that have their default."""
    body: dict[str, Any] = TypeAdapter(type(command)).dump_python(
        command, mode="json", by_alias=True, exclude_defaults=True
    )
    return body


class MatterBuilder:
    """A matter and its events. A command without a day takes effect a day after the one before it, at the latest today."""

    def __init__(self, kind: str, begin: Command | None = None, *, context: DecisionContext | None = None) -> None:
        self.rules, self.context = RULES[kind], context or decision_context()
        self.day, self.state = FIRST_DAY - timedelta(1), cast("Any", None)
        self.events: list[Any] = []
        self.execute(begin or self.rules.begin)

    def execute(self, *commands: Command) -> Self:
        """Applies the commands one after another; raises the `LianxiError` of the first one that is refused."""
        for command in commands:
            self.day = max(self.day, command.on) if command.on else self._day_after()
            dated = replace(command, on=command.on or self.day)
            event = self.rules.decide(self.state, dated, context=self.context)
            self.state = self.rules.evolve(self.state, event)
            self.events.append(event)
        return self

    def bring_to(self, last: str) -> Self:
        """Applies the usual commands of the kind that are still to come, up to the one of this name."""
        names = [command.name for command in self.rules.lifecycle]
        done = sum(event.command.name in names for event in self.events)
        return self.execute(*self.rules.lifecycle[done : names.index(last) + 1])

    def next_day(self) -> date:
        """Lets a day pass and returns the new one."""
        self.day = self._day_after()
        return self.day

    def refusal(self, command: Command) -> LianxiError:
        """Returns the error with which the command is refused, whatever it is."""
        try:
            self.rules.decide(self.state, command, context=self.context)
        except LianxiError as error:
            return error
        raise AssertionError(f"{command} is not refused")

    def wrong_field(self, command: Command) -> tuple[str, str]:
        """Returns the field that is wrong, and the rule that it breaks."""
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

    def _day_after(self) -> date:
        return min(self.day + timedelta(1), TODAY)
