"""The lives of the synthetic matters: the steps of a proposal, an opinion report and an activity, and the facts after each of them."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from shared.contracts.catalogue import CATALOGUE, TYPE_OF
from shared.contracts.codec import encode
from shared.contracts.consultation_vocabulary import ActivityClass, ActivityForm, ConsultationState
from shared.contracts.dated import (
    ConsultationStep,
    DatedAssignment,
    DatedLevel,
    DatedLimit,
    DatedOutcome,
    OpinionStep,
    ProposalStep,
    Rating,
    Suggestion,
)
from shared.contracts.envelope import Change
from shared.contracts.facts import ConsultationFacts, OpinionFacts, ProposalFacts
from shared.contracts.proposal_vocabulary import UnitClass
from shared.contracts.subjects import Subject
from shared.contracts.topics import Topic
from shared.contracts.vocabulary import (
    Answer,
    Channel,
    HandlingRole,
    Level,
    OpinionState,
    Outcome,
    ProposalState,
    ProposerType,
    Role,
    Theme,
)

SUBJECT, KEY = b"@subject", b"@key"
"""The placeholders of a template: for the id of the matter and for the key of its organization."""
VARIANTS = 12
"""Number of different lives of each kind."""
_LIMIT = timedelta(days=90)

MatterFacts = ProposalFacts | OpinionFacts | ConsultationFacts


class LifeStep(NamedTuple):
    """A step of a life: days since its beginning, the command, and the state that it reaches, if any."""

    after: int
    command: str
    state: str | None = None


_ANSWERED = (
    LifeStep(0, "draft", ProposalState.DRAFT),
    LifeStep(3, "submit", ProposalState.UNDER_REVIEW),
    LifeStep(18, "file", ProposalState.FILED),
    LifeStep(34, "assign", ProposalState.ASSIGNED),
    LifeStep(37, "acknowledge", ProposalState.IN_HANDLING),
    LifeStep(96, "reply", ProposalState.FEEDBACK_REQUESTED),
    LifeStep(104, "rate"),
    LifeStep(110, "close", ProposalState.CLOSED),
)
_REFUSED = (*_ANSWERED[:2], LifeStep(16, "refuse", ProposalState.NOT_FILED))
_OPINION = (
    LifeStep(0, "collect", OpinionState.COLLECTED),
    LifeStep(1, "edit", OpinionState.EDITED),
    LifeStep(3, "approve", OpinionState.APPROVED),
    LifeStep(11, "adopt", OpinionState.ADOPTED),
    LifeStep(26, "feed_back"),
)
_ACTIVITY = (
    LifeStep(0, "raise_topic", ConsultationState.TOPIC_RAISED),
    LifeStep(9, "organise", ConsultationState.ORGANISED),
    LifeStep(12, "send_notice"),
    LifeStep(21, "hold", ConsultationState.HELD),
    LifeStep(30, "submit_outcome", ConsultationState.OUTCOME_SUBMITTED),
    LifeStep(58, "answer_suggestion"),
    LifeStep(61, "receive_feedback", ConsultationState.FEEDBACK_RECEIVED),
    LifeStep(75, "close", ConsultationState.CLOSED),
)

_LIVES: dict[Subject, tuple[LifeStep, ...]] = {
    Subject.PROPOSAL: _ANSWERED,
    Subject.OPINION: _OPINION,
    Subject.CONSULTATION: _ACTIVITY,
}


def life(kind: Subject, variant: int) -> Sequence[LifeStep]:
    """Returns the steps of a life; every variant stretches them a little, and one proposal in twelve is not filed."""
    steps = _REFUSED if kind is Subject.PROPOSAL and variant == 0 else _LIVES[kind]
    return [step._replace(after=step.after * (10 + variant) // 12) for step in steps]


@lru_cache(maxsize=100_000)
def template(kind: Subject, level: Level, variant: int, begin: date, number: int) -> bytes:
    """Returns the event of a step (from 1) of a life that began on this day, with `SUBJECT` and `KEY` in place of ids."""
    steps = life(kind, variant)[:number]
    days = [(begin + timedelta(days=step.after), step) for step in steps]
    on, step = days[-1]
    return encode(
        type=TYPE_OF[kind, step.command],
        subject=SUBJECT.decode(),
        organization=KEY.decode(),
        time=datetime.combine(on, time(2), UTC),
        epoch=1,
        sequence=number,
        facts=_FACTS[kind](begin, days, level, variant),
        change=Change(command=step.command, on=on, role=Role.SECRETARIAT),
    )


def topic_of(kind: Subject) -> Topic:
    """Returns the topic of the events of this kind."""
    return CATALOGUE[TYPE_OF[kind, life(kind, 1)[0].command]].topic


_Days = Sequence[tuple[date, LifeStep]]


def _day_of(days: _Days, command: str) -> date | None:
    return next((day for day, step in days if step.command == command), None)


def _proposal(begin: date, days: _Days, _level: Level, variant: int) -> ProposalFacts:
    assigned, replied, rated = (_day_of(days, command) for command in ("assign", "reply", "rate"))
    channel = (Channel.PAPER, Channel.WEBSITE, Channel.WECHAT)[variant % 3]
    return ProposalFacts(
        year=begin.year,
        channel=channel,
        online=channel is not Channel.PAPER,
        steps=tuple(ProposalStep(day, ProposalState(step.state)) for day, step in days if step.state),
        limits=(DatedLimit(assigned, assigned + _LIMIT),) if assigned else (),
        outcomes=(DatedOutcome(replied, tuple(Outcome)[variant % 3]),) if replied else (),
        ratings=(Rating(rated, 1, Answer.SATISFIED, tuple(Answer)[1 + variant % 2]),) if rated else (),
        assignments=(DatedAssignment(assigned, HandlingRole.SOLE, _day_of(days, "acknowledge")),) if assigned else (),
        unit_classes=(tuple(UnitClass)[variant % 4],) if assigned else (),
        type=tuple(ProposerType)[variant % 4],
        theme=tuple(Theme)[variant % 5],
    )


def _opinion(begin: date, days: _Days, level: Level, variant: int) -> OpinionFacts:
    adopted, fed_back = _day_of(days, "adopt"), _day_of(days, "feed_back")
    channel = (Channel.WINDOW, Channel.WECHAT)[variant % 2]
    upper = Level.COUNTY if level is Level.TOWNSHIP else level
    return OpinionFacts(
        year=begin.year,
        channel=channel,
        online=channel is Channel.WECHAT,
        steps=tuple(OpinionStep(day, OpinionState(step.state)) for day, step in days if step.state),
        adopted=(DatedLevel(upper, adopted),) if adopted else (),
        fed_back=(fed_back,) if fed_back else (),
    )


def _activity(begin: date, days: _Days, level: Level, variant: int) -> ConsultationFacts:
    activity = (ActivityClass.CONSULTATION, ActivityClass.RESEARCH, ActivityClass.INSPECTION)[variant % 3]
    held, answered = _day_of(days, "hold"), _day_of(days, "answer_suggestion")
    made = variant % 4 if held else 0
    return ConsultationFacts(
        year=begin.year,
        level=level,
        activity=activity,
        form=ActivityForm.THEMATIC if activity is ActivityClass.CONSULTATION else None,
        steps=tuple(ConsultationStep(day, ConsultationState(step.state)) for day, step in days if step.state),
        participants=12 + variant if held else 0,
        suggestions=tuple(Suggestion(held, answered if number else None) for number in range(made)) if held else (),
    )


_FACTS: dict[Subject, Callable[[date, _Days, Level, int], MatterFacts]] = {
    Subject.PROPOSAL: _proposal,
    Subject.OPINION: _opinion,
    Subject.CONSULTATION: _activity,
}
