"""The kind of matter of grass-roots platforms 基层平台."""

from sqlalchemy import ColumnElement, select

from shared.committee.kinds.platforms.columns import columns
from shared.committee.kinds.platforms.layout import LAYOUT
from shared.committee.kinds.platforms.placement import check, complete, exclusive_keys, prepare
from shared.committee.kinds.platforms.schemas import NewPlatform, PlatformSummary, PlatformView, detail, summary
from shared.committee.matters.kind import Kind
from shared.committee.matters.record import MatterRow
from shared.committee.tables import platforms
from shared.contracts.platform_vocabulary import ContactPointForm, PlatformClass, PlatformState
from shared.domain.platforms.commands import COMMANDS, PlatformCommand
from shared.domain.platforms.decisions import decide
from shared.domain.platforms.evolution import evolve
from shared.domain.platforms.state import Platform
from shared.domain.platforms.transitions import TRANSITIONS


def _parent(state: Platform) -> tuple[str, ...]:
    return (state.parent,) if state.parent else ()


_ABOVE = platforms.alias("above")
_PARENT_TITLE = select(_ABOVE.c.title).where(_ABOVE.c.id == platforms.c.parent).scalar_subquery().label("parent_title")


def _below(row: MatterRow) -> ColumnElement[bool]:
    return platforms.c.parent == row.id


PLATFORMS: Kind[Platform, PlatformCommand] = Kind(
    command_set=COMMANDS,
    table=platforms,
    state=Platform,
    decide=decide,
    evolve=evolve,
    transitions=TRANSITIONS,
    new=NewPlatform,
    columns=columns,
    summary=PlatformSummary,
    summarise=summary,
    detail=PlatformView,
    describe=detail,
    layout=LAYOUT,
    prepare=prepare,
    complete=complete,
    check=check,
    exclusive_keys=exclusive_keys,
    listed=(_PARENT_TITLE,),
    related=_parent,
    related_rows=_below,
    ended=frozenset({PlatformState.CLOSED}),
    filters={
        "class": (PlatformClass, platforms.c.platform),
        "contact_form": (ContactPointForm, platforms.c.contact_form),
    },
)
