"""The facts of a matter: its whole statistical state, past days included, as dated lists.

The newest event of a matter contains its complete state, so consumers need no earlier events. Facts never contain the name of a person,
a phone number or a text.
"""

from datetime import date
from typing import Annotated, TypeVar

from msgspec import Meta, Struct, structs

from shared.contracts import dated, dated_bodies
from shared.contracts.consultation_vocabulary import ActivityClass, ActivityForm, Gathering, HeldBy, Mobility, Setting
from shared.contracts.declared import DeclaredFigure
from shared.contracts.platform_dates import ContactVisit, GroupedTownships, PlatformStep
from shared.contracts.platform_vocabulary import ContactPointForm, PlatformClass
from shared.contracts.proposal_vocabulary import UnitClass
from shared.contracts.vocabulary import Channel, Level, ProposerType, Recorded, Theme, VisitOutcome


class ProposalFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The facts of a proposal: all inputs of its measures.

    `rating_rounds`: for each of `ratings`, the number of the answered round that it judges; empty while one round at most is answered.
    `records`: the optional measures that the organization recorded on the day of the draft. `type`: its type by its proposers; None for a
    proposal from another organization, and in events that were published without it, as `sector` 界别 and `theme` may be for any proposal.
    `extended`: the day of each extension. `published`, `unpublished`: the days of each publication, and of each that was taken back.
    `unit_classes`: for each of `assignments`, the class that the register had for the unit when it was assigned; empty if it had none.
    """

    year: dated.Year
    channel: Channel
    online: bool
    signatories: dated.Signatory = 1
    steps: tuple[dated.ProposalStep, ...] = ()
    limits: tuple[dated.DatedLimit, ...] = ()
    outcomes: tuple[dated.DatedOutcome, ...] = ()
    ratings: tuple[dated.Rating, ...] = ()
    key: tuple[date, ...] = ()
    supervised: tuple[date, ...] = ()
    chain: tuple[str, ...] = ()
    sendings: tuple[dated.Sending, ...] = ()
    rating_rounds: tuple[dated.Signatory, ...] = ()
    appraisals: tuple[dated.DatedScore, ...] = ()
    instructed: tuple[dated.Instruction, ...] = ()
    published: tuple[date, ...] = ()
    outstanding: tuple[date, ...] = ()
    records: tuple[Recorded, ...] = ()
    assignments: tuple[dated.DatedAssignment, ...] = ()
    look_backs: tuple[dated.DatedLookBack, ...] = ()
    type: ProposerType | None = None
    sector: dated.SectorName | None = None
    theme: Theme | None = None
    suggestions: tuple[dated.FollowedSuggestion, ...] = ()
    contacts: tuple[dated.DatedContact, ...] = ()
    extended: tuple[date, ...] = ()
    unpublished: tuple[date, ...] = ()
    unit_classes: tuple[UnitClass | None, ...] = ()


class OpinionFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The facts of an opinion report: all inputs of its measures.

    `chain`: the matters of other organizations that it was made from, the first origin first; of a matter with a chain only the `sendings`
    are counted. Results elsewhere (`adopted`, `instructed`, `fed_back`) are recorded with the first origin. `records`: the optional
    measures that the organization recorded on the day the report was received.
    """

    year: dated.Year
    channel: Channel
    online: bool
    steps: tuple[dated.OpinionStep, ...] = ()
    adopted: tuple[dated.DatedLevel, ...] = ()
    instructed: tuple[dated.DatedLevel, ...] = ()
    fed_back: tuple[date, ...] = ()
    chain: tuple[str, ...] = ()
    sendings: tuple[dated.Sending, ...] = ()
    records: tuple[Recorded, ...] = ()


class VisitFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The facts of a visit to a service window, and its outcomes."""

    year: dated.Year
    steps: tuple[dated.VisitStep, ...] = ()
    outcomes: tuple[VisitOutcome, ...] = ()


class ConsultationFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The facts of a consultation or another activity. `level`: of the organization that holds it; step `held`: the day it took place.

    `held_by`: the body of the organization; `members` to `experts`: the participants by kind; `questions` to `rejoinders`: 问, 答, 辩.
    `comments_requested`, `evaluated`: the days of the comment round and the evaluation; `comments`: of the answers of `comments_asked`;
    `instructed`: the instructions on its outcome.
    """

    year: dated.Year
    level: Level
    activity: ActivityClass
    form: ActivityForm | None = None
    steps: tuple[dated.ConsultationStep, ...] = ()
    participants: dated.Count = 0
    suggestions: tuple[dated.Suggestion, ...] = ()
    held_by: HeldBy | None = None
    sector: dated.SectorName | None = None
    setting: Setting | None = None
    mobility: Mobility | None = None
    gathering: Gathering | None = None
    members: dated.Count = 0
    departments: dated.Count = 0
    public: dated.Count = 0
    experts: dated.Count = 0
    questions: dated.Count = 0
    answers: dated.Count = 0
    rejoinders: dated.Count = 0
    comments_requested: date | None = None
    comments_asked: dated.Count = 0
    comments: tuple[date, ...] = ()
    evaluated: date | None = None
    instructed: tuple[dated.Instruction, ...] = ()


class PlanFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The facts of an annual plan; its items are counted from the day of its confirmation until they are dropped."""

    year: dated.Year
    steps: tuple[dated.PlanStep, ...] = ()
    items: tuple[dated.PlanItem, ...] = ()
    dropped: tuple[dated.DroppedItem, ...] = ()


class PlatformFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The facts of a grass-roots platform; it is counted while it is active. `townships`: how many an area group has."""

    year: dated.Year
    platform: PlatformClass
    contact_form: ContactPointForm | None = None
    steps: tuple[PlatformStep, ...] = ()
    townships: tuple[GroupedTownships, ...] = ()
    visits: tuple[ContactVisit, ...] = ()


class OrganizationFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The record of an organization, maintained by its keeper.

    `roster`: whether the level above counts it; `body`: whether it has an active body (of a township); `standardised`: whether every
    item that the charter of the day requires is met; `directors`, `staffing`: of the body; `merged_into`: the organization that it was
    merged into. `admissions`, `memberships` and `convenors` are those of a conference: `admissions` are its invitations, `memberships`
    those to which the member has consented, from the later day of the two.
    """

    level: Level
    names: tuple[dated.DatedName, ...] = ()
    codes: tuple[dated.DatedCode, ...] = ()
    parents: tuple[dated.DatedParent, ...] = ()
    roster: tuple[dated.DatedFlag, ...] = ()
    body: tuple[dated.DatedFlag, ...] = ()
    checklist: tuple[dated.DatedItem, ...] = ()
    standardised: tuple[dated.DatedFlag, ...] = ()
    merged_into: str | None = None
    admissions: tuple[dated.Membership, ...] = ()
    memberships: tuple[dated.Membership, ...] = ()
    convenors: tuple[dated.DatedMember, ...] = ()
    directors: tuple[dated_bodies.DatedDirector, ...] = ()
    staffing: tuple[dated_bodies.DatedStaffing, ...] = ()


class OwnFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An organization's own record, `<key>-o`. `public_key`: the X25519 key for sealed boxes addressed to it.

    `signing_key`: the Ed25519 key with which it signs this record, its dispatches and its notices. `replaces`: the signing key before it,
    which `handover` is a signature of. `endorsed`: the first signing key of each organization whose record this one keeps. `disputed`: its
    subjects whose newest record is by somebody else. `consents`: whether it consents to the membership in a conference, by its key.
    `cadence`: what its charter expects of it in each year up to this one, and what it held of that. `accepts_from_peers`: whether its
    charter accepts matters from organizations of its level, and `accepts_from_above` from those above it. `declared`: the figures that it
    declares, at most one of each year and measure; they are not counted.
    """

    public_key: bytes
    signing_key: Annotated[bytes, Meta(max_length=32)] = b""
    replaces: Annotated[bytes, Meta(max_length=32)] = b""
    handover: Annotated[bytes, Meta(max_length=64)] = b""
    endorsed: dict[str, bytes] = {}
    disputed: Annotated[int, Meta(ge=0)] = 0
    consents: dict[str, tuple[dated.DatedFlag, ...]] = {}
    cadence: tuple[dated_bodies.YearCadence, ...] = ()
    accepts_from_peers: tuple[dated.DatedFlag, ...] = ()
    accepts_from_above: tuple[dated.DatedFlag, ...] = ()
    declared: tuple[DeclaredFigure, ...] = ()


Facts = (ProposalFacts | OpinionFacts | VisitFacts | ConsultationFacts | PlanFacts | PlatformFacts
    | OrganizationFacts | OwnFacts)  # fmt: skip

F = TypeVar("F", bound=Struct)


def emptied(facts: F) -> F:
    """Returns the facts of a voided matter: only the required fields. Nothing is counted of them."""
    needed = {field.name: getattr(facts, field.name) for field in structs.fields(facts) if field.required}
    return type(facts)(**needed)
