"""Random legal facts of opinion reports, visits, activities, plans and grass-roots platforms."""

from datetime import date, timedelta

from hypothesis import strategies as st

from shared.contracts import consultation_vocabulary, platform_vocabulary, vocabulary
from shared.contracts.dated import (
    ConsultationStep,
    DatedLevel,
    DroppedItem,
    OpinionStep,
    PlanItem,
    PlanStep,
    Suggestion,
    VisitStep,
)
from shared.contracts.facts import ConsultationFacts, Facts, OpinionFacts, PlanFacts, PlatformFacts, VisitFacts
from shared.contracts.platform_dates import ContactVisit, GroupedTownships, PlatformStep
from tests.support.strategies import chains, dates, days, instructions, sendings

_YEARS = st.sampled_from((2013, 2014))


@st.composite
def opinions(draw: st.DrawFn) -> OpinionFacts:
    """Generates the facts of an opinion report in any state, adopted and instructed on some levels, even before it was received."""
    history = [
        vocabulary.OpinionState.COLLECTED,
        vocabulary.OpinionState.EDITED,
        vocabulary.OpinionState.APPROVED,
        vocabulary.OpinionState.KEPT,
    ]
    levels = st.lists(st.sampled_from(vocabulary.Level), unique=True, max_size=3)
    adopted, instructed = draw(levels), draw(levels)
    return OpinionFacts(
        year=draw(_YEARS),
        channel=draw(st.sampled_from(vocabulary.Channel)),
        online=draw(st.booleans()),
        steps=tuple(OpinionStep(*step) for step in zip(draw(dates(4)), history, strict=False)),
        adopted=tuple(DatedLevel(level, at) for level, at in zip(adopted, draw(dates(3)), strict=False)),
        instructed=tuple(DatedLevel(level, at) for level, at in zip(instructed, draw(dates(3)), strict=False)),
        fed_back=tuple(draw(dates(2))),
        chain=draw(chains),
        sendings=draw(sendings),
        records=draw(st.sampled_from(((), tuple(vocabulary.Recorded)))),
    )


@st.composite
def visits(draw: st.DrawFn) -> VisitFacts:
    """Generates the facts of a visit, sometimes withdrawn."""
    history = (vocabulary.VisitState.RECORDED, vocabulary.VisitState.WITHDRAWN)
    return VisitFacts(
        year=draw(_YEARS),
        steps=tuple(VisitStep(*step) for step in zip(draw(dates(2)), history, strict=False)),
        outcomes=tuple(draw(st.lists(st.sampled_from(vocabulary.VisitOutcome), max_size=3))),
    )


@st.composite
def consultations(draw: st.DrawFn, level: vocabulary.Level | None = None) -> ConsultationFacts:
    """Generates the facts of an activity: held or not, sometimes cancelled, its suggestions followed to any state."""
    history = [
        consultation_vocabulary.ConsultationState.TOPIC_RAISED,
        consultation_vocabulary.ConsultationState.HELD,
        consultation_vocabulary.ConsultationState.OUTCOME_SUBMITTED,
    ]
    if draw(st.integers(0, 5)) == 0:
        history[draw(st.integers(1, 2))] = consultation_vocabulary.ConsultationState.CANCELLED
    moved = timedelta(draw(st.sampled_from((0, 60, 330))))
    steps = [ConsultationStep(at + moved, state) for at, state in zip(draw(dates(3)), history, strict=False)]
    held = next((at for at, state in steps if state == consultation_vocabulary.ConsultationState.HELD), None)
    return ConsultationFacts(
        year=draw(_YEARS),
        level=level
        or draw(st.sampled_from((vocabulary.Level.TOWNSHIP, vocabulary.Level.TOWNSHIP, vocabulary.Level.COUNTY))),
        activity=draw(st.sampled_from(consultation_vocabulary.ActivityClass)),
        form=draw(st.none() | st.sampled_from(consultation_vocabulary.ActivityForm)),
        held_by=draw(st.none() | st.sampled_from(consultation_vocabulary.HeldBy)),
        sector=draw(st.sampled_from((None, "农业界", "医卫界"))),
        setting=draw(st.none() | st.sampled_from(consultation_vocabulary.Setting)),
        mobility=draw(st.none() | st.sampled_from(consultation_vocabulary.Mobility)),
        gathering=draw(st.none() | st.sampled_from(consultation_vocabulary.Gathering)),
        members=draw(st.integers(0, 2)),
        experts=draw(st.integers(0, 1)),
        questions=draw(st.integers(0, 2)),
        rejoinders=draw(st.integers(0, 1)),
        steps=tuple(steps),
        participants=draw(st.integers(0, 30)),
        suggestions=tuple(draw(st.lists(_suggestions(held), max_size=3))) if held else (),
        comments_requested=draw(st.none() | days),
        comments_asked=draw(st.integers(0, 3)),
        comments=tuple(draw(dates(2))),
        evaluated=draw(st.none() | days),
        instructed=tuple(draw(st.lists(instructions(held), max_size=2))) if held else (),
    )


def _suggestions(held: date) -> st.SearchStrategy[Suggestion]:
    waits = st.lists(st.integers(0, 6), min_size=1, max_size=3)
    return waits.map(lambda found: Suggestion(*(held + timedelta(sum(found[: n + 1])) for n in range(len(found)))))


@st.composite
def plans(draw: st.DrawFn) -> PlanFacts:
    """Generates the facts of a plan, confirmed or not, with items added and executed before and after."""
    history = (
        consultation_vocabulary.PlanState.DRAFT,
        consultation_vocabulary.PlanState.COMMENTED,
        consultation_vocabulary.PlanState.CONFIRMED,
    )
    items = st.builds(PlanItem, st.sampled_from(consultation_vocabulary.PlanClass), days, st.none() | days)
    return PlanFacts(
        year=draw(_YEARS),
        steps=tuple(PlanStep(*step) for step in zip(draw(dates(3)), history, strict=False)),
        items=tuple(draw(st.lists(items, max_size=4))),
        dropped=draw(st.just(()) | st.builds(lambda at: (DroppedItem(1, at),), days)),
    )


@st.composite
def platforms(draw: st.DrawFn) -> PlatformFacts:
    """Generates the facts of a grass-roots platform: registered, active, closed, with townships or visits before and after."""
    state = platform_vocabulary.PlatformState
    history = [state.REGISTERED, state.ACTIVE, state.CLOSED][draw(st.integers(0, 1)) :]
    platform = draw(st.sampled_from(platform_vocabulary.PlatformClass))
    grouped = draw(dates(3)) if platform == platform_vocabulary.PlatformClass.AREA_GROUP else []
    visited = draw(dates(3)) if platform == platform_vocabulary.PlatformClass.CONTACT_POINT else []
    return PlatformFacts(
        year=draw(_YEARS),
        platform=platform,
        contact_form=draw(st.sampled_from(platform_vocabulary.ContactPointForm)) if visited else None,
        steps=tuple(PlatformStep(*step) for step in zip(draw(dates(3)), history, strict=False)),
        townships=tuple(GroupedTownships(at, draw(st.integers(0, 3))) for at in grouped),
        visits=tuple(ContactVisit(at, draw(st.integers(1, 3))) for at in visited),
    )


def matters(level: vocabulary.Level | None = None) -> st.SearchStrategy[Facts]:
    """Generates the facts of a matter of any of these kinds."""
    return st.one_of(opinions(), visits(), consultations(level), plans(), platforms())
