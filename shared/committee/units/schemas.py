"""Request and response bodies of the register of handling units 承办单位."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from shared.committee.bodies import Line, StrictBody
from shared.committee.units.repository import UnitName
from shared.contracts.proposal_vocabulary import UnitClass

MOST_ALIASES = 50


@dataclass(frozen=True, kw_only=True)
class NewUnit(StrictBody):
    """A new handling unit. `organization`: by default the account's own; `aliases`: other names; `on`: in use since, by default today."""

    organization: Line | None = None
    name: Line
    unit_class: Annotated[UnitClass, Field(alias="class")] = UnitClass.GOVERNMENT
    aliases: Annotated[tuple[Line, ...], Field(max_length=MOST_ALIASES)] = ()
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class RenameUnit(StrictBody):
    """The new name of a unit since a day, by default today. The old name stays an alias; matters keep the name of their day."""

    name: Line
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeUnit(StrictBody):
    """Another class of a unit, and all its aliases; what is left out stays as it is."""

    unit_class: Annotated[UnitClass | None, Field(alias="class")] = None
    aliases: Annotated[tuple[Line, ...] | None, Field(max_length=MOST_ALIASES)] = None


@dataclass(frozen=True, kw_only=True)
class RetireUnit(StrictBody):
    """The day since which nothing more is assigned to a unit, by default today."""

    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ReinstateUnit(StrictBody):
    """Takes back that a unit was retired."""


UnitCommand = RenameUnit | ChangeUnit | RetireUnit | ReinstateUnit


@dataclass(frozen=True, kw_only=True)
class FormerName:
    """A former name of a unit, and the day on which it ended."""

    name: str
    until: date


def former_names(names: Iterable[UnitName]) -> list[FormerName]:
    """Returns those of the names of a unit that have ended."""
    return [FormerName(name=each.name, until=each.until) for each in names if each.until is not None]


@dataclass(frozen=True, kw_only=True)
class UnitView:
    """A handling unit. `active_until`: the day since which nothing more is assigned to it; None while it is in use."""

    id: str
    organization: str
    name: str
    unit_class: Annotated[UnitClass, Field(serialization_alias="class")]
    class_title: str
    aliases: list[str]
    former_names: list[FormerName]
    active: bool
    active_from: date
    active_until: date | None
