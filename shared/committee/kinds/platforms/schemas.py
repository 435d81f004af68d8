"""Request and response bodies of a grass-roots platform. The names of people never leave the service in events."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from shared.committee import matter_texts
from shared.committee.bodies import Line, StrictBody, Text, command_of
from shared.committee.kinds.platforms.columns import PlatformRow
from shared.committee.kinds.platforms.views import (
    GroupedTownship,
    PlatformBelow,
    grouped_townships,
    platforms_below,
)
from shared.committee.matters.record import MatterDetails
from shared.committee.matters.schemas import Receipt, Summary, receipt_fields, summary_fields
from shared.contracts.platform_vocabulary import ContactPointForm, PlatformClass, PlatformState
from shared.contracts.vocabulary import Level
from shared.domain.log import day_of
from shared.domain.platforms.commands import RegisterPlatform
from shared.domain.platforms.state import Platform
from shared.storage.attributes import from_attributes


@dataclass(frozen=True, kw_only=True)
class NewPlatform(StrictBody):
    """A new platform. `organization`: by default the account's own; `title`: its name; `parent`: the id or the name of the one above it.

    `townships`: keys, codes or names. Names of people stay in the service.
    """

    organization: Line | None = None
    title: Line
    platform: Annotated[PlatformClass, Field(alias="class")]
    head: Line
    deputies: tuple[Line, ...] = ()
    special_committee: Annotated[str, Field(max_length=200)] = ""
    parent: Line | None = None
    household: Annotated[str, Field(max_length=200)] = ""
    townships: tuple[Line, ...] = ()
    contact_form: ContactPointForm | None = None
    address: Annotated[str, Field(max_length=200)] = ""
    year: int | None = None
    on: date | None = None
    late_reason: Text | None = None

    def command(self, _level: Level) -> RegisterPlatform:
        """Returns the command that the rules decide on."""
        return command_of(RegisterPlatform, self)

    def texts(self) -> dict[str, str]:
        """Returns the texts, which are stored outside the state."""
        return matter_texts.texts_of(command_of(RegisterPlatform, self))


@dataclass(frozen=True, kw_only=True)
class PlatformSummary(Summary):
    """A row of the list. `active_on`: the day from which it is counted; `parent_title`: the name of the platform above it.

    `townships`: of an area group; `visits`, `visitors`: of a contact point; other platforms have none.
    """

    status: PlatformState
    platform: Annotated[PlatformClass, Field(serialization_alias="class")]
    contact_form: ContactPointForm | None
    parent: str | None
    parent_title: str
    household: str | None
    active_on: date | None
    closed_on: date | None
    townships: int | None
    visits: int | None
    visitors: int | None


@dataclass(frozen=True, kw_only=True)
class ReceptionView:
    """A meeting with the public at a contact point."""

    on: date
    visitors: int
    note: str


@dataclass(frozen=True, kw_only=True)
class PlatformView(PlatformSummary, Receipt):
    """A platform with the names of its people, its townships, the platforms below it and its meetings with the public."""

    status: PlatformState
    address: str
    head: str
    deputies: list[str]
    special_committee: str
    grouped: list[GroupedTownship]
    below: list[PlatformBelow]
    receptions: list[ReceptionView]


def summary(row: PlatformRow, _today: date) -> PlatformSummary:
    """Returns the row of the list for a row of `platforms`."""
    grouped, visited = row.platform == PlatformClass.AREA_GROUP, row.platform == PlatformClass.CONTACT_POINT
    return from_attributes(
        PlatformSummary,
        row,
        **summary_fields(row, PlatformState),
        parent_title=getattr(row, "parent_title", None) or "",
        townships=row.townships if grouped else None,
        visits=row.visits if visited else None,
        visitors=row.visitors if visited else None,
    )


def detail(details: MatterDetails[Platform]) -> PlatformView:
    """Returns a platform with its people."""
    state, related = details.state, details.related
    people = max((number for number in details.texts if "head" in details.texts[number]), default=0)
    above = related[state.parent].title if state.parent and state.parent in related else ""
    return PlatformView(
        **asdict(summary(details.row, details.today)) | {"parent_title": above},
        **receipt_fields(details),
        address=details.newest("address"),
        head=details.text(people, "head"),
        deputies=matter_texts.listed(details.texts.get(people, {}), "deputies"),
        special_committee=details.newest("special_committee"),
        grouped=grouped_townships(details),
        below=platforms_below(details),
        receptions=[
            ReceptionView(
                on=day_of(state.log, each.entry), visitors=each.visitors, note=details.text(each.entry, "note")
            )
            for each in state.receptions
        ],
    )
