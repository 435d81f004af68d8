"""The use case of an import of items of an annual plan: a file is read, compared and entered, as a whole or not at all."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import matter_texts
from shared.committee.context import TransactionContext
from shared.committee.events.journal import recorder
from shared.committee.files.reader import FileTable
from shared.committee.imports.cells import refused_cells
from shared.committee.imports.outcome import RowImportResult, RowPlan
from shared.committee.imports.plans.rows import ITEM_HEADER, ItemLine, read_items
from shared.committee.imports.warnings import RowWarning
from shared.committee.imports.whole_file import ImportedRows, RegisterImports
from shared.committee.kinds.plans.kind import PLANS
from shared.committee.kinds.plans.schemas import item_texts
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.repository import load
from shared.committee.matters.steps import decision_context
from shared.committee.matters.usecases import execute
from shared.committee.tables import plans
from shared.committee.units.naming import doubts_about_units
from shared.domain.comparison import name_key
from shared.domain.errors import ConflictError, LianxiError
from shared.domain.plans.commands import AddItem
from shared.domain.plans.decisions import decide
from shared.domain.plans.evolution import evolve
from shared.domain.plans.state import Plan
from shared.web.accounts import Account

RUN = f"{PLANS.name}.{AddItem.name}"
"""The permission to import."""


@dataclass(frozen=True, kw_only=True)
class PlanImportResult(RowImportResult):
    """The result of an import of items. `unchanged`: rows with the topic of an item that the plan has; it stays as it is.

    `plan`: the id of the plan that the items are added to.
    """

    plan: str


ImportedItems = ImportedRows[ItemLine]


@dataclass(frozen=True, kw_only=True)
class ItemsToAdd(RowPlan[ItemLine]):
    """The rows to be added to the newest plan of the committee, and what becomes of the others."""

    plan: MatterRecord[Plan]


class PlanImports(RegisterImports[ImportedItems, ItemsToAdd, PlanImportResult]):
    """The imports of items of annual plans of one service."""

    header, permission, register = ITEM_HEADER, RUN, "plan-items"

    def _parsed(self, organization: str, _account: Account, tables: list[FileTable], sheet: str) -> ImportedItems:
        return ImportedItems(organization, *read_items(tables, sheet=sheet))

    async def _planned(self, connection: AsyncConnection, file: ImportedItems) -> ItemsToAdd:
        """Returns what becomes of each row, by the rules of the plan as it is after the rows before it."""
        tx = await self._transaction(connection)
        plan = await _newest_plan(tx, file.organization)
        known = set(_topics(plan.state, await matter_texts.of(connection, plan.id)))
        state, new, unchanged, errors = plan.state, list[ItemLine](), 0, list(file.errors)
        for row in file.valid_rows():
            if name_key(row.command.topic) in known:
                unchanged += 1
                continue
            try:
                context = await decision_context(tx, file.organization, row.command)
                state = evolve(state, decide(state, row.command, context=context))
            except LianxiError as error:
                errors += refused_cells(row.line, error, column="topic")
            else:
                new.append(row)
        doubts = await _doubts(connection, file.organization, new)
        return ItemsToAdd(plan=plan, new=new, unchanged=unchanged, errors=errors, doubts=doubts)

    def _outcome(self, file: ImportedItems, plan: ItemsToAdd, *, dry_run: bool) -> PlanImportResult:
        return PlanImportResult(plan=plan.plan.id, **vars(plan.result(read=len(file.rows), dry_run=dry_run)))

    async def _add(self, connection: AsyncConnection, account: Account, _file: ImportedItems, plan: ItemsToAdd) -> None:
        tx, by, matter = await self._transaction(connection), recorder(account, RUN), plan.plan
        for row in plan.new:
            matter = await execute(tx, PLANS, matter, row.command, by=by)


async def _newest_plan(tx: TransactionContext, organization: str) -> MatterRecord[Plan]:
    """Returns the plan of the latest year, locked; raises `ConflictError` `no-plan` when there is none."""
    own = select(plans.c.id).where(plans.c.organization == organization)
    id = await tx.connection.scalar(own.order_by(plans.c.year.desc()).limit(1))
    if id is None:
        raise ConflictError("no-plan", "本单位还没有年度协商计划，请先起草计划，再导入项目")
    return await load(tx.connection, PLANS, id, for_update=True)


async def _doubts(connection: AsyncConnection, organization: str, rows: list[ItemLine]) -> list[RowWarning]:
    """Returns the warnings about departments that the register of units lacks or has retired."""
    return [
        RowWarning(row=each.line.number, field="department", value=each.command.department, rule=doubt.rstrip("。"))
        for each in rows
        for doubt in await doubts_about_units(connection, organization, each.command)
    ]


def _topics(plan: Plan, texts: matter_texts.TextsBySequence) -> Iterator[str]:
    """Yields the comparison keys of the topics of the items that are not dropped."""
    for item in plan.items:
        if item.dropped is None:
            yield name_key(item_texts(item, texts).get("topic", ""))
