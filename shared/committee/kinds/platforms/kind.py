"""The kind of matter of grass-roots platforms 基层平台."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, select

from shared.committee.context import TransactionContext
from shared.committee.kinds.platforms.columns import PlatformRow, columns
from shared.committee.kinds.platforms.layout import LAYOUT
from shared.committee.kinds.platforms.placement import check, complete, exclusive_keys, prepare
from shared.committee.kinds.platforms.schemas import NewPlatform, PlatformSummary, PlatformView, detail, summary
from shared.committee.matters.kind import CompleteBody, Kind
from shared.committee.matters.kind_definition import CreateSchema
from shared.committee.matters.record import ColumnValue, MatterDetails, MatterRecord, MatterRow
from shared.committee.tables import platforms
from shared.contracts.platform_vocabulary import ContactPointForm, PlatformClass, PlatformState
from shared.domain.admission import DecisionContext
from shared.domain.platforms.commands import COMMANDS, PlatformCommand
from shared.domain.platforms.decisions import decide
from shared.domain.platforms.evolution import PlatformEvent, evolve
from shared.domain.platforms.state import Platform
from shared.domain.platforms.transitions import TRANSITIONS
from shared.web.accounts import Account

_ABOVE = platforms.alias("above")
_PARENT_TITLE = select(_ABOVE.c.title).where(_ABOVE.c.id == platforms.c.parent).scalar_subquery().label("parent_title")


class PlatformKind(Kind[Platform, PlatformCommand]):
    """The rules of platforms."""

    async def prepare(
        self,
        tx: TransactionContext,
        account: Account,
        organization: str,
        bodies: Sequence[CreateSchema[PlatformCommand]],
    ) -> CompleteBody[PlatformCommand]:
        return await prepare(tx, account, organization, bodies)

    async def complete(
        self, tx: TransactionContext, record: MatterRecord[Platform], command: PlatformCommand
    ) -> PlatformCommand:
        return await complete(tx, record, command)

    async def check(self, tx: TransactionContext, record: MatterRecord[Platform], command: PlatformCommand) -> None:
        await check(tx, record, command)

    def decide(self, state: Platform | None, command: PlatformCommand, *, context: DecisionContext) -> PlatformEvent:
        return decide(state, command, context=context)

    def evolve(self, state: Platform | None, event: PlatformEvent) -> Platform:
        return evolve(state, event)

    def columns(self, state: Platform) -> dict[str, ColumnValue]:
        return columns(state)

    def summarise(self, row: PlatformRow, today: date) -> PlatformSummary:
        return summary(row, today)

    def describe(self, details: MatterDetails[Platform]) -> PlatformView:
        return detail(details)

    def exclusive_keys(self, record: MatterRecord[Platform]) -> frozenset[str]:
        return exclusive_keys(record)

    def related(self, state: Platform) -> tuple[str, ...]:
        return (state.parent,) if state.parent else ()

    def related_rows(self, row: MatterRow) -> ColumnElement[bool]:
        return platforms.c.parent == row.id


PLATFORMS = PlatformKind(
    command_set=COMMANDS,
    transitions=TRANSITIONS,
    table=platforms,
    state=Platform,
    layout=LAYOUT,
    new=NewPlatform,
    summary=PlatformSummary,
    detail=PlatformView,
    listed=(_PARENT_TITLE,),
    ended=frozenset({PlatformState.CLOSED}),
    filters={
        "class": (PlatformClass, platforms.c.platform),
        "contact_form": (ContactPointForm, platforms.c.contact_form),
    },
)
