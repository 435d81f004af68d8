"""The use case of a batch: one command for many matters, each refused or executed by itself."""

from collections.abc import Sequence
from dataclasses import replace

from shared.committee.batches.schemas import BatchProblem, BatchResult
from shared.committee.context import TransactionContext
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.usecases import execute_for
from shared.committee.relations import relation
from shared.contracts.subjects import organization_of
from shared.domain.command import Command
from shared.domain.errors import ForbiddenError, LianxiError
from shared.domain.matter import Matter
from shared.web.accounts import Account
from shared.web.permissions import allow
from shared.web.problem import detail_of
from shared.web.titles import TitleOf


async def execute_batch(
    tx: TransactionContext,
    account: Account,
    kind: AnyKind,
    ids: Sequence[str],
    command: Command,
    *,
    title_of: TitleOf,
) -> list[BatchResult]:
    """Executes a command on each matter, in a savepoint of its own, and returns the result of each, in their order.

    Raises `ForbiddenError` when the account may give the command to none of them.
    """
    check_permitted(tx, account, kind, ids, command)
    return [await _execute_one(tx, account, kind, id, command, title_of=title_of) for id in ids]


def check_permitted(
    tx: TransactionContext, account: Account, kind: AnyKind, ids: Sequence[str], command: Command
) -> None:
    """Raises `ForbiddenError` when the role may not give the command to any matter of the organizations of these matters."""
    refusals: list[ForbiddenError] = []
    organizations = {organization_of(id) for id in ids}
    for organization in sorted(organizations):
        try:
            allow(
                account,
                f"{kind.name}.{command.name}",
                relation=relation(account, organization, tree=tx.tree, day=tx.context.today()),
                units=account.unit_keys,
                coordinators=account.unit_keys,
                author=True,
                invited=True,
            )
        except ForbiddenError as error:
            refusals.append(error)
    if len(refusals) == len(organizations):
        raise refusals[0]


async def _execute_one(
    tx: TransactionContext, account: Account, kind: AnyKind, id: str, command: Command, *, title_of: TitleOf
) -> BatchResult:
    own = replace(tx, warnings=[])
    year, number = (int(part) for part in id.split("-")[-2:])
    try:
        async with tx.connection.begin_nested():
            matter = await execute_for(own, account, kind, id, command, check_version=_any_version)
    except LianxiError as error:
        problem = BatchProblem(
            code=error.code, detail=detail_of(error, title_of, command=f"{kind.name}.{command.name}")
        )
        return BatchResult(matter=id, year=year, number=number, ok=False, problem=problem)
    status = str(matter.state.status)
    return BatchResult(matter=id, year=year, number=number, ok=True, status=status, warnings=own.warnings)


def _any_version(_matter: MatterRecord[Matter]) -> None:
    """Accepts every version: the rules of the command decide by the state that the matter has now."""
