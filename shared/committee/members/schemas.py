"""Request and response bodies of the register of members 委员. Personal data stays in the service: no event and no log contains it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from shared.committee.bodies import Line

_STRICT: dict[str, str] = {"extra": "forbid"}


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """A new member of a committee in a term 届. `organization`: by default the account's own; `contact`: for the office."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    organization: Line | None = None
    name: Line
    sector: Line | None = None
    term: Line | None = None
    contact: Line | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeMember:
    """Corrected data of a member; what is left out stays as it is."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    name: Line | None = None
    sector: Line | None = None
    term: Line | None = None
    contact: Line | None = None


@dataclass(frozen=True, kw_only=True)
class LeaveMember:
    """The day on which a member left, by default today."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ReturnMember:
    """Takes back that a member left."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT


@dataclass(frozen=True, kw_only=True)
class LinkAccount:
    """Links an account with the role of a member to this member: the member becomes the first proposer of its drafts."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    account: Line


@dataclass(frozen=True, kw_only=True)
class UnlinkAccount:
    """Takes the link of an account to this member back."""

    __pydantic_config__: ClassVar[dict[str, str]] = _STRICT

    account: Line


MemberCommand = ChangeMember | LeaveMember | ReturnMember | LinkAccount | UnlinkAccount


@dataclass(frozen=True, kw_only=True)
class MemberView:
    """A member. `left_on`: the day on which the member left; None for a present one. `accounts`: the linked accounts."""

    id: str
    organization: str
    name: str
    sector: str
    term: str
    contact: str
    active: bool
    left_on: date | None
    accounts: list[str]
