"""Response bodies of transfers and derived matters."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared.committee.directory.names import committee_name
from shared.committee.directory.tree import OrganizationTree
from shared.committee.messages.message import Side
from shared.committee.messages.repository import Derived, Transfer
from shared.contracts.dated import DatedLevel, StateStep
from shared.contracts.titled import Titled
from shared.contracts.titles import Elsewhere, state_title
from shared.contracts.vocabulary import Level, Outcome, TransferState
from shared.storage.attributes import from_attributes


@dataclass(frozen=True, kw_only=True)
class TransferView:
    """Our side of a transfer. `matter`: ours; `silent`: unanswered after the limit; `reason`: of the return.

    `urgings`: how often the addressee was urged since it was sent last.
    """

    id: str
    side: Side
    organization: str
    counterpart: str
    counterpart_name: str
    kind: str
    matter: str | None
    sent_on: date
    limit: date
    status: TransferState
    status_title: str
    silent: bool
    reason: str | None
    urgings: int


@dataclass(frozen=True, kw_only=True)
class DerivedStepView:
    on: date
    state: TransferState
    title: str


@dataclass(frozen=True, kw_only=True)
class MatterStateView:
    """A state that the matter reached at another organization; `title`: in Chinese."""

    on: date
    state: str
    title: str


@dataclass(frozen=True, kw_only=True)
class RecognitionView:
    """An adoption or instruction on this level on this day, here or by an organization it was sent to.

    `declared`: no organization of this level has recorded it, and no letter confirms it; `basis_title`: the same in Chinese.
    """

    level: Level
    level_title: str
    on: date
    declared: bool
    basis_title: str


@dataclass(frozen=True, kw_only=True)
class DerivedAnswerView:
    """The answer of a round of a proposal elsewhere, by its class there."""

    on: date
    scheme: str
    answer_class: str
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class DerivedView:
    """A derived matter of ours at another organization, by its newest notice. The texts that it sealed for us are in the history."""

    matter: str
    organization: str
    level: Level | None
    name: str
    transfer: str
    state: str
    state_title: str
    steps: list[DerivedStepView]
    states: list[MatterStateView]
    adopted: list[RecognitionView]
    instructed: list[RecognitionView]
    fed_back: list[date]
    answers: list[DerivedAnswerView]
    closed_on: date | None


NO_LETTERS: Mapping[Level, str] = {}
"""No level has a letter."""

UNANSWERED = (TransferState.SENT, TransferState.DELIVERED)
"""The states in which the addressee has neither accepted nor returned the matter."""


def is_silent(status: TransferState, limit: date, today: date) -> bool:
    """Returns whether the transfer is unanswered and its limit has passed."""
    return status in UNANSWERED and limit < today


def view(transfer: Transfer, *, tree: OrganizationTree, today: date) -> TransferView:
    """Returns the response body of a transfer."""
    return from_attributes(
        TransferView,
        transfer,
        counterpart_name=name_of(transfer.counterpart, tree),
        limit=transfer.limit_on,
        status_title=transfer.status.title_zh,
        silent=is_silent(transfer.status, transfer.limit_on, today),
    )


def recognitions(
    entries: Iterable[DatedLevel],
    *,
    own: Level | None,
    recorded: Collection[Level],
    elsewhere: Iterable[tuple[Level | None, Sequence[RecognitionView]]] = (),
    letters: Mapping[Level, str] = NO_LETTERS,
) -> list[RecognitionView]:
    """Returns the views of adoptions or of instructions that an organization of the level `own` has recorded or received.

    `recorded`: the levels that it has recorded itself; its own level may be that of a peer. `elsewhere`: those that other organizations
    have recorded, with the level of each organization; `letters`: the letter that confirms that of a level.
    """
    confirmed = {each.level for level, views in elsewhere for each in views if each.level is level}
    return [
        RecognitionView(
            level=level,
            level_title=level.title_zh,
            on=day,
            declared=level is not own and level not in confirmed and level not in letters,
            basis_title=_basis(level, own, recorded, confirmed, letters),
        )
        for level, day in entries
    ]


def _basis(
    level: Level,
    own: Level | None,
    recorded: Collection[Level],
    confirmed: Collection[Level],
    letters: Mapping[Level, str],
) -> str:
    """Returns what the recognition of a level is known by."""
    if level is own:
        return "本级登记" if level in recorded else "平级单位已确认"
    if level in confirmed:
        return "该级已确认"
    return f"来函确认：{letters[level]}" if level in letters else "申报，未经该级确认"


def _recorded_there(entries: Iterable[DatedLevel], level: Level | None) -> list[RecognitionView]:
    """Returns the views of the contents of the notice of an organization of this level: all of it was recorded there."""
    entries = tuple(entries)
    return recognitions(entries, own=level, recorded={each.level for each in entries})


def derived_view(derived: Derived, states: type[Titled], *, tree: OrganizationTree) -> DerivedView:
    """Returns the response body of a derived matter."""
    facts = derived.facts
    level = tree.level(derived.organization) if derived.organization in tree else None
    return from_attributes(
        DerivedView,
        derived,
        level=level,
        name=name_of(derived.organization, tree),
        state_title=title_of(derived.state, states, derived=True),
        steps=[DerivedStepView(on=day, state=state, title=state.title_zh) for day, state in facts.steps],
        states=state_views(facts.states, states, derived=True),
        adopted=_recorded_there(facts.adopted, level),
        instructed=_recorded_there(facts.instructed, level),
        fed_back=list(facts.fed_back),
        answers=[
            DerivedAnswerView(on=day, scheme=scheme, answer_class=answer_class, outcome=outcome)
            for day, scheme, answer_class, outcome in facts.answers
        ],
        closed_on=facts.closed,
    )


def title_of(state: str, states: type[Titled], *, derived: bool) -> str:
    """Returns the title of a state of a kind, or of a matter elsewhere; the word itself for one that only a newer version knows."""
    known = (each for each in (*states, *Elsewhere) if each == state)
    return next((state_title(each, derived=derived) for each in known), state)


def state_views(steps: Iterable[StateStep], states: type[Titled], *, derived: bool) -> list[MatterStateView]:
    """Returns the views of states that a matter reached. `derived`: whether it came from another organization."""
    return [
        MatterStateView(on=day, state=state, title=title_of(state, states, derived=derived)) for day, state in steps
    ]


def name_of(organization: str, tree: OrganizationTree) -> str:
    """Returns the newest name of an organization; its key when the directory does not know it."""
    return committee_name(organization, tree, date.max)
