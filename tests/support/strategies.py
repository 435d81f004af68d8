"""Random legal facts, and random regions with conferences, over a few weeks, so that days often meet."""

from datetime import date, timedelta

from hypothesis import strategies as st

from shared.contracts.dated import (
    DatedAssignment,
    DatedContact,
    DatedFlag,
    DatedItem,
    DatedLimit,
    DatedLookBack,
    DatedOutcome,
    DatedParent,
    FollowedSuggestion,
    Instruction,
    Membership,
    ProposalStep,
    Rating,
    Sending,
    TransferStep,
)
from shared.contracts.dated_bodies import DatedDirector, DatedStaffing
from shared.contracts.facts import OrganizationFacts, ProposalFacts
from shared.contracts.proposal_vocabulary import ContactForm, UnitClass
from shared.contracts.vocabulary import (
    UPWARDS,
    Answer,
    Channel,
    DirectorRole,
    HandlingRole,
    Level,
    LookBackResult,
    Outcome,
    ProposalState,
    ProposerType,
    Recorded,
    Theme,
    TransferState,
)
from shared.measures.tree import TreePosition

S = ProposalState
FIRST = date(2014, 1, 1)
SPAN = 40

_LEFT = (S.MERGED, S.CONVERTED, S.WITHDRAWN)
_NEXT: dict[ProposalState, tuple[ProposalState, ...]] = {
    S.DRAFT: (S.UNDER_REVIEW, S.UNDER_REVIEW, S.UNDER_REVIEW, S.WITHDRAWN),
    S.UNDER_REVIEW: (S.FILED, S.FILED, S.FILED, S.FILED, S.NOT_FILED, S.MERGED, S.CONVERTED, S.WITHDRAWN),
    S.FILED: (*(S.ASSIGNED,) * 5, S.FEEDBACK_REQUESTED, *_LEFT),
    S.ASSIGNED: (*(S.IN_HANDLING,) * 8, *_LEFT),
    S.IN_HANDLING: (*(S.FEEDBACK_REQUESTED,) * 8, *_LEFT),
    S.FEEDBACK_REQUESTED: (S.CLOSED, S.REHANDLING),
    S.REHANDLING: (S.IN_HANDLING,),
}

days = st.integers(0, SPAN).map(lambda n: FIRST + timedelta(n))


@st.composite
def dates(draw: st.DrawFn, size: int) -> list[date]:
    """Generates at most so many days, in order; the same day may occur twice."""
    return sorted(draw(st.lists(days, max_size=size)))


@st.composite
def _sending(draw: st.DrawFn) -> Sending:
    """Generates a transfer to another organization, sent again after each return, each time with its own limit or without."""
    steps: list[TransferStep] = []
    limits: list[DatedLimit] = []
    at = draw(days)
    for _ in range(draw(st.integers(1, 3))):
        steps.append(TransferStep(at, TransferState.SENT))
        if draw(st.integers(0, 4)):
            limits.append(DatedLimit(at, at + timedelta(draw(st.integers(0, 12)))))
        for state in draw(st.sampled_from(_ANSWERS)):
            at += timedelta(draw(st.integers(0, 9)))
            steps.append(TransferStep(at, state))
        if steps[-1].state != TransferState.RETURNED:
            break
        at += timedelta(draw(st.integers(0, 9)))
    return Sending("520603-t-2014-1", "520600", tuple(steps), tuple(limits))


_ANSWERS = (
    (),
    (TransferState.DELIVERED,),
    (TransferState.DELIVERED, TransferState.ACCEPTED),
    (TransferState.DELIVERED, TransferState.RETURNED),
    (TransferState.RETURNED,),
)
sendings = st.lists(_sending(), max_size=3).map(tuple)
chains = st.sampled_from(((), (), (), ("520603202-o-2014-1",)))


@st.composite
def proposals(draw: st.DrawFn) -> ProposalFacts:
    """Generates the facts of a proposal in any state, sometimes re-handled."""
    steps = _steps(draw)
    limits: list[DatedLimit] = []
    outcomes: list[DatedOutcome] = []
    ratings: list[tuple[Rating, int]] = []
    for number, step in enumerate(steps):
        if step.state == S.ASSIGNED and draw(st.integers(0, 4)):
            limits.append(DatedLimit(step.day, step.day + timedelta(draw(st.integers(0, 12)))))
        if step.state == S.IN_HANDLING and draw(st.booleans()):
            since = step.day + timedelta(draw(st.integers(0, 6)))
            ended = number + 1 < len(steps) and steps[number + 1].day < since
            if not ended:
                limits.append(DatedLimit(since, since + timedelta(draw(st.integers(-3, 12)))))
        if step.state == S.FEEDBACK_REQUESTED:
            if draw(st.integers(0, 4)):
                outcomes.append(DatedOutcome(step.day, draw(st.sampled_from(Outcome))))
            waits = sorted(draw(st.lists(st.integers(0, 5), max_size=3)))
            ratings += [
                (Rating(step.day + timedelta(wait), *form), len(outcomes) or 1)
                for wait, form in zip(waits, draw(_forms), strict=False)
            ]
    ratings.sort(key=lambda rated: rated[0].day)
    flagged = [step.day for step in steps if step.state == S.ASSIGNED]
    is_key, is_supervised = draw(st.tuples(st.booleans(), st.booleans()))
    return ProposalFacts(
        year=draw(st.sampled_from((2013, 2014))),
        channel=draw(st.sampled_from(Channel)),
        online=draw(st.booleans()),
        signatories=3,
        steps=tuple(steps),
        limits=tuple(limits),
        outcomes=tuple(outcomes),
        ratings=tuple(rating for rating, _ in ratings),
        rating_rounds=tuple(number for _, number in ratings) if draw(st.booleans()) else (),
        key=tuple(flagged) if is_key else (),
        supervised=(flagged[0] + timedelta(draw(st.integers(0, 9))),) if flagged and is_supervised else (),
        chain=draw(chains),
        sendings=draw(sendings),
        instructed=tuple(sorted(draw(st.lists(instructions(flagged[0]), max_size=2)), key=_day)) if flagged else (),
        published=(public := _publications(draw, flagged[0]) if flagged and is_supervised else ())[::2],
        unpublished=public[1::2],
        outstanding=tuple(flagged) if is_key else (),
        look_backs=_look_backs(draw, steps[-1].day),
        suggestions=tuple(draw(st.lists(_suggestions(flagged[0]), max_size=3))) if flagged else (),
        records=draw(st.sampled_from(((), tuple(Recorded)[:3], tuple(Recorded)))),
        contacts=_contacts(draw, flagged[0]) if flagged else (),
        extended=tuple(limit.day for limit in limits[1:]),
        assignments=(assigned := _assigned(draw, steps, flagged[0]) if flagged else ()),
        unit_classes=tuple(draw(st.none() | st.sampled_from(UnitClass)) for _ in assigned),
        type=draw(st.none() | st.sampled_from(ProposerType)),
        sector=draw(st.sampled_from((None, "教育界", "农业界"))),
        theme=draw(st.none() | st.sampled_from(Theme)),
    )


def _contacts(draw: st.DrawFn, since: date) -> tuple[DatedContact, ...]:
    waits = sorted(draw(st.lists(st.integers(0, 20), max_size=3)))
    return tuple(DatedContact(since + timedelta(wait), draw(st.sampled_from(ContactForm))) for wait in waits)


def _assigned(draw: st.DrawFn, steps: list[ProposalStep], since: date) -> tuple[DatedAssignment, ...]:
    """Generates assignments offered on or after a day and before the proposal leaves the handling; some of them end by a return."""
    until = steps[-1].day if steps[-1].state in _LEFT else date.max
    waits = st.none() | st.integers(0, 9)
    found: list[DatedAssignment] = []
    for role in draw(st.lists(st.sampled_from(HandlingRole), max_size=3)):
        offered = min(until, since + timedelta(draw(st.integers(0, 9))))
        begun, lasted = draw(waits), draw(waits)
        ended = None if lasted is None else offered + timedelta(lasted)
        acknowledged = None if begun is None else min(ended or date.max, offered + timedelta(begun))
        found.append(DatedAssignment(offered, role, acknowledged, ended if draw(st.booleans()) else None, ended))
    return tuple(sorted(found, key=lambda each: each.offered))


def _look_backs(draw: st.DrawFn, since: date) -> tuple[DatedLookBack, ...]:
    waits = sorted(draw(st.lists(st.integers(0, 20), max_size=2)))
    return tuple(DatedLookBack(since + timedelta(wait), draw(st.sampled_from(LookBackResult))) for wait in waits)


def _suggestions(since: date) -> st.SearchStrategy[FollowedSuggestion]:
    """Generates suggestions that follow each other: not adopted, adopted later, done."""
    waits = st.tuples(*(st.none() | st.integers(0, 9) for _ in range(3)))

    def dated(given: tuple[int | None, ...]) -> FollowedSuggestion:
        refused, adopted, done = given
        late = None if adopted is None else (refused or 0) + adopted
        ended = None if late is None or done is None else late + done
        days = (None if wait is None else since + timedelta(wait) for wait in (late, refused, ended))
        return FollowedSuggestion(*days)

    return waits.map(dated)


def _day(instruction: Instruction) -> date:
    return instruction.day


def _publications(draw: st.DrawFn, first: date) -> tuple[date, ...]:
    """Returns the days on which a proposal was published, taken back, published again, and so on."""
    return tuple(sorted(first + timedelta(each) for each in draw(st.lists(st.integers(0, 90), max_size=4))))


def instructions(since: date) -> st.SearchStrategy[Instruction]:
    """Generates an instruction that is given from this day on, answered in time, late, or not at all."""
    numbers = st.integers(0, 9)
    return st.builds(
        lambda given, limit, answered, level: Instruction(
            since + timedelta(given),
            level,
            since + timedelta(given + limit),
            None if answered is None else since + timedelta(given + answered),
        ),
        numbers,
        numbers,
        st.none() | numbers,
        st.sampled_from(UPWARDS),
    )


_forms = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from(Answer), st.sampled_from(Answer)), min_size=3, max_size=3
)


def _steps(draw: st.DrawFn) -> list[ProposalStep]:
    step = ProposalStep(draw(days), draw(st.sampled_from((S.DRAFT, S.UNDER_REVIEW))))
    steps = [step]
    for wait in draw(st.lists(st.integers(0, 9), max_size=12)):
        if step.state not in _NEXT:
            break
        step = ProposalStep(step.day + timedelta(wait), draw(st.sampled_from(_NEXT[step.state])))
        steps.append(step)
    return steps


@st.composite
def flags(draw: st.DrawFn, size: int = 4) -> tuple[DatedFlag, ...]:
    """Generates a flag that is set and cleared on some days."""
    return tuple(DatedFlag(day, draw(st.booleans())) for day in draw(dates(size)))


@st.composite
def organizations(draw: st.DrawFn, level: Level | None = None) -> OrganizationFacts:
    """Generates the keeper's record of an organization, without its place in the tree."""
    items = st.lists(st.tuples(days, st.sampled_from(("premises", "funds")), st.booleans()), max_size=4)
    return OrganizationFacts(
        level=level or draw(st.sampled_from(Level)),
        roster=draw(flags(3)),
        body=draw(flags(3)),
        checklist=tuple(DatedItem(*item) for item in sorted(draw(items), key=lambda item: item[0])),
        standardised=draw(flags(3)),
        directors=tuple(DatedDirector(at, draw(st.sampled_from((None, *DirectorRole)))) for at in draw(dates(3))),
        staffing=tuple(DatedStaffing(at, draw(st.integers(0, 3)), draw(st.integers(0, 3))) for at in draw(dates(3))),
        memberships=tuple(
            Membership(at, draw(st.sampled_from(("c", "x", "y"))), draw(st.booleans())) for at in draw(dates(5))
        ),
    )


KEYS = {
    "p": Level.PROVINCE,
    "c": Level.CITY,
    "x": Level.COUNTY,
    "y": Level.COUNTY,
    "t": Level.TOWNSHIP,
    "u": Level.TOWNSHIP,
    "v": Level.TOWNSHIP,
    "j": Level.CONFERENCE,
    "k": Level.CONFERENCE,
}
CONFERENCES = ("j", "k")
_MEMBERS = [key for key in KEYS if key not in CONFERENCES]


@st.composite
def places(draw: st.DrawFn, key: str | None = None, *, cycles: bool = False) -> TreePosition:
    """Generates an organization among `KEYS`, also below itself in a cycle, or below something unknown."""
    key = key or draw(st.sampled_from(sorted(KEYS)))
    higher = [*_MEMBERS, "unknown"] if cycles else _MEMBERS[: _MEMBERS.index(key)] if key in _MEMBERS else []
    parent = st.sampled_from([*higher, None]) if higher else st.none()
    dated = [DatedParent(day, draw(parent)) for day in draw(dates(3))]
    joined = draw(dates(6)) if key in CONFERENCES else []
    return TreePosition(
        organization=key,
        level=KEYS[key],
        parents=tuple(dated),
        memberships=tuple(Membership(day, draw(st.sampled_from(_MEMBERS)), draw(st.booleans())) for day in joined),
    )
