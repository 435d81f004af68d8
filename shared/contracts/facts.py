"""The facts of a matter: its whole statistical state, past days included, as dated lists.

The newest event of a matter carries all of it, so nothing needs to be remembered between events. There is never a name of a person,
a phone number or a text in here. Days are ISO dates (calendar days in Asia/Shanghai); every dated list is in the order of its days.
"""

from datetime import date
from typing import Annotated, NamedTuple

from msgspec import Meta, Struct

from shared.contracts.vocabulary import Answer, Channel, Level, Outcome, ProposalState

FIRST_YEAR = 1949
Year = Annotated[int, Meta(ge=FIRST_YEAR, le=9999)]
"""The year 年度 that a matter belongs to for life."""

Signatory = Annotated[int, Meta(ge=1, le=999)]


class ProposalStep(NamedTuple):
    day: date
    state: ProposalState


class Limit(NamedTuple):
    """From `day` on, the reply is due on `limit` at the latest."""

    day: date
    limit: date


class DatedOutcome(NamedTuple):
    """The outcome that the replies complete on `day` add up to: the least favourable of the units' answers."""

    day: date
    outcome: Outcome


class Rating(NamedTuple):
    """A feedback form of the signatory with this number (1, 2, …)."""

    day: date
    signatory: Signatory
    process: Answer
    result: Answer


class ProposalFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Everything that the proposal measures need."""

    year: Year
    channel: Channel
    online: bool
    signatories: Signatory = 1
    steps: tuple[ProposalStep, ...] = ()
    limits: tuple[Limit, ...] = ()
    outcomes: tuple[DatedOutcome, ...] = ()
    ratings: tuple[Rating, ...] = ()
    key: tuple[date, ...] = ()
    supervised: tuple[date, ...] = ()


class DatedName(NamedTuple):
    day: date
    name: str


class DatedCode(NamedTuple):
    """The code in an official list from `day` on; empty: in none."""

    day: date
    code: str


class DatedParent(NamedTuple):
    """The key of the organization above from `day` on; None: none."""

    day: date
    parent: str | None


class DatedFlag(NamedTuple):
    """Whether something holds from `day` on."""

    day: date
    holds: bool


class DatedItem(NamedTuple):
    """Whether an item of the checklist 五落实 is met from `day` on."""

    day: date
    item: str
    met: bool


class OrganizationFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The keeper's record of an organization.

    `roster`: whether the level above counts it; `body`: whether it has a body (of a township) at work; `standardised`: whether every
    item that the charter of the day asks for is met; `merged_into`: the organization that took it over.
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


Facts = ProposalFacts | OrganizationFacts
