"""The matters that an account has chosen for a batch, each with the reason why it cannot take the command now."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from shared.committee.context import ServiceContext
from shared.committee.matters.access import MatterAccess, permitted
from shared.committee.matters.involvement import Involvement
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.queries import visible_matters
from shared.committee.matters.record import AnyRow
from shared.committee.matters.repository import record_of
from shared.committee.matters.schemas import Summary
from shared.contracts.subjects import organization_of
from shared.domain.command import Command
from shared.web.accounts import Account


@dataclass(frozen=True, kw_only=True)
class ChosenMatter:
    """A matter that was chosen for a batch. `obstacle`: why it cannot take the command now, in Chinese; empty when it can."""

    summary: Summary
    obstacle: str


async def chosen_matters(
    context: ServiceContext, account: Account, kind: AnyKind, ids: Sequence[str], command: type[Command]
) -> list[ChosenMatter]:
    """Returns those of the matters that the account may see, in the order of their numbers; they belong to its own organization."""
    today = context.today()
    own = [id for id in ids if organization_of(id) == account.organization]
    if not own or account.organization is None:
        return []
    seen = visible_matters(account, kind, account.organization, relation="own", today=today)
    table = kind.table.c
    query = select(kind.table).where(table.id.in_(own), *seen.conditions()).order_by(table.year, table.number)

    def chosen(row: AnyRow) -> ChosenMatter:
        matter = record_of(kind, row)
        involved = Involvement(proposer=matter.author == account.name)
        access = MatterAccess(account=account, kind=kind, matter=matter, involved=involved, relation="own")
        possible = permitted(access)
        summary = kind.summarise(row, today)
        obstacle = "" if command.name in possible else f"现在是“{summary.status_title}”，不能{command.title_zh}"
        return ChosenMatter(summary=summary, obstacle=obstacle)

    async with context.service.reading() as connection:
        return [chosen(row) for row in await connection.execute(query)]
