"""The facts of a matter: its whole statistical state, past days included, as dated lists.

The newest event of a matter carries all of it, so nothing needs to be remembered between events. There is never a name of a person,
a phone number or a text in here.
"""

from datetime import date
from typing import TypeVar

from msgspec import Struct, structs

from shared.contracts.dated import (
    ConsultationStep,
    Count,
    DatedCode,
    DatedFlag,
    DatedItem,
    DatedLevel,
    DatedLimit,
    DatedMember,
    DatedName,
    DatedOutcome,
    DatedParent,
    Membership,
    OpinionStep,
    PlanItem,
    PlanStep,
    ProposalStep,
    Rating,
    Sending,
    Signatory,
    Suggestion,
    TransferStep,
    VisitStep,
    Year,
)
from shared.contracts.vocabulary import ActivityClass, ActivityForm, Channel, Level, Recorded, VisitOutcome


class ProposalFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Everything that the proposal measures need."""

    year: Year
    channel: Channel
    online: bool
    signatories: Signatory = 1
    steps: tuple[ProposalStep, ...] = ()
    limits: tuple[DatedLimit, ...] = ()
    outcomes: tuple[DatedOutcome, ...] = ()
    ratings: tuple[Rating, ...] = ()
    key: tuple[date, ...] = ()
    supervised: tuple[date, ...] = ()
    chain: tuple[str, ...] = ()
    sendings: tuple[Sending, ...] = ()


class OpinionFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Everything that the measures of opinion reports need.

    `chain`: the matters that it was made of elsewhere, the first origin first; a matter that has one counts only by its `sendings`.
    What became of it elsewhere stands with the first origin: `adopted`, `instructed`, `fed_back`. `records`: the optional measures that
    the organization recorded on the day it was received.
    """

    year: Year
    channel: Channel
    online: bool
    steps: tuple[OpinionStep, ...] = ()
    adopted: tuple[DatedLevel, ...] = ()
    instructed: tuple[DatedLevel, ...] = ()
    fed_back: tuple[date, ...] = ()
    chain: tuple[str, ...] = ()
    sendings: tuple[Sending, ...] = ()
    records: tuple[Recorded, ...] = ()


class VisitFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A visit to a service window, and what it led to."""

    year: Year
    steps: tuple[VisitStep, ...] = ()
    outcomes: tuple[VisitOutcome, ...] = ()


class ConsultationFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A consultation or another activity. `level`: of the organization that holds it; `held`: the day it took place."""

    year: Year
    level: Level
    activity: ActivityClass
    form: ActivityForm | None = None
    steps: tuple[ConsultationStep, ...] = ()
    participants: Count = 0
    suggestions: tuple[Suggestion, ...] = ()


class PlanFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An annual plan; its items count from the day it is confirmed."""

    year: Year
    steps: tuple[PlanStep, ...] = ()
    items: tuple[PlanItem, ...] = ()


class OrganizationFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The keeper's record of an organization.

    `roster`: whether the level above counts it; `body`: whether it has a body (of a township) at work; `standardised`: whether every
    item that the charter of the day asks for is met; `merged_into`: the organization that took it over. `memberships` and
    `convenors` are those of a conference.
    """

    level: Level
    names: tuple[DatedName, ...] = ()
    codes: tuple[DatedCode, ...] = ()
    parents: tuple[DatedParent, ...] = ()
    roster: tuple[DatedFlag, ...] = ()
    body: tuple[DatedFlag, ...] = ()
    checklist: tuple[DatedItem, ...] = ()
    standardised: tuple[DatedFlag, ...] = ()
    merged_into: str | None = None
    memberships: tuple[Membership, ...] = ()
    convenors: tuple[DatedMember, ...] = ()


class OwnFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An organization's own record, `<key>-o`. `public_key`: X25519, for what is sealed for it."""

    public_key: bytes


Facts = ProposalFacts | OpinionFacts | VisitFacts | ConsultationFacts | PlanFacts | OrganizationFacts | OwnFacts

F = TypeVar("F", bound=Struct)


def emptied(facts: F) -> F:
    """What is left of facts when nothing holds any more: only what all of their kind must have. Nothing is counted of them."""
    needed = {field.name: getattr(facts, field.name) for field in structs.fields(facts) if field.required}
    return type(facts)(**needed)


class DispatchFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A matter on its way to another organization. `chain`: the matters that it is made of, the first origin first, the sent one last.

    `sealed`: its content, for the eyes of `to` alone (X25519 sealed box).
    """

    to: str
    kind: str
    chain: tuple[str, ...]
    sent: date
    limit: date
    sealed: bytes


class NoticeFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What became of a matter elsewhere: told to every matter of its chain at once, the whole of it each time.

    `state`: as its own kind calls it; `steps`: of the transfer; `sealed`: texts (why it was returned, what was answered), for each
    organization of the chain.
    """

    transfer: str
    chain: tuple[str, ...]
    state: str
    steps: tuple[TransferStep, ...] = ()
    adopted: tuple[DatedLevel, ...] = ()
    instructed: tuple[DatedLevel, ...] = ()
    fed_back: tuple[date, ...] = ()
    sealed: dict[str, bytes] = {}
