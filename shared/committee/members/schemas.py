"""Request and response bodies of the register of members 委员. Personal data stays in the service: no event and no log contains it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from shared.committee.bodies import Line, StrictBody
from shared.committee.registers.tables import MemberClass


@dataclass(frozen=True, kw_only=True)
class NewMember(StrictBody):
    """A new member of a committee in a term 届. `organization`: by default the account's own; `contact`: for the office.

    `class`: a member, or special-invited 特邀委员.
    """

    organization: Line | None = None
    name: Line
    member_class: Annotated[MemberClass, Field(alias="class")] = MemberClass.MEMBER
    sector: Line | None = None
    term: Line | None = None
    contact: Line | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeMember(StrictBody):
    """Corrected data of a member; what is left out stays as it is."""

    name: Line | None = None
    member_class: Annotated[MemberClass | None, Field(alias="class")] = None
    sector: Line | None = None
    term: Line | None = None
    contact: Line | None = None


@dataclass(frozen=True, kw_only=True)
class LeaveMember(StrictBody):
    """The day on which a member left, by default today."""

    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ReturnMember(StrictBody):
    """Takes back that a member left."""


@dataclass(frozen=True, kw_only=True)
class LinkAccount(StrictBody):
    """Links an account with the role of a member to this member: the member becomes the first proposer of its drafts."""

    account: Line


@dataclass(frozen=True, kw_only=True)
class UnlinkAccount(StrictBody):
    """Takes the link of an account to this member back."""

    account: Line


@dataclass(frozen=True, kw_only=True)
class EraseMember(StrictBody):
    """Erases name, contact and accounts of a member who has left, for good. Matters, numbers and figures stay."""


MemberCommand = EraseMember | ChangeMember | LeaveMember | ReturnMember | LinkAccount | UnlinkAccount


@dataclass(frozen=True, kw_only=True)
class MemberView:
    """A member. `left_on`: the day on which the member left; None for a present one. `accounts`: the linked accounts."""

    id: str
    organization: str
    name: str
    sector: str
    term: str
    contact: str
    member_class: Annotated[MemberClass, Field(serialization_alias="class")]
    class_title: str
    active: bool
    left_on: date | None
    accounts: list[str]
