"""The use cases of an organization's record: load, permit, decide, save, publish. Each runs inside the transaction of its request."""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import matter_texts
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.directory.names import address_of
from shared.committee.directory.tree import OrganizationTree
from shared.committee.events.journal import Recorder, journal_row, recorder, write_journal
from shared.committee.events.outbox_event import change_of, outbox_event
from shared.committee.events.version import epoch_of
from shared.committee.exclusive_keys import any_holder, township_key
from shared.committee.organizations.checks import check_corrected, check_entered, completed
from shared.committee.organizations.repository import OrganizationRecord, add, find, save
from shared.committee.relations import relation_to_record
from shared.committee.tables import organization_codes
from shared.domain.command import Correct
from shared.domain.errors import ConflictError, conflict
from shared.domain.organizations.commands import Enter, MergeOrganization, Move, OrganizationCommand, Remove
from shared.domain.organizations.decisions import decide
from shared.domain.organizations.evolution import OrganizationEvent, evolve
from shared.domain.organizations.keepers import keeper_after, keeper_of, permission
from shared.messaging.outbox.table import OutboxEvent, append_to_outbox
from shared.web.accounts import Account
from shared.web.permissions import allow


class RecordTarget(NamedTuple):
    """The target of a command: the record, None before `enter`, and its keeper."""

    key: str
    keeper: str
    record: OrganizationRecord | None


async def find_target(
    tx: TransactionContext, address: str, command: OrganizationCommand, *, day: date | None = None
) -> RecordTarget:
    """Returns the record at an address, or the target that `enter` begins; raises when it is unknown, ambiguous or kept elsewhere.

    `day`: the day on which the address is resolved, by default that of the command.
    """
    tree, today = tx.tree, tx.context.today()
    day = day or command.on or today
    record = await _find(tx.connection, address, tree=tree, day=day)
    if record is not None:
        return RecordTarget(record.key, record.keeper, record)
    if isinstance(command, Enter):
        check_entered(command)
        parent = None if command.parent is None else tree.resolve(command.parent, command.on or today)
        target = RecordTarget(address, keeper_of(address, command.level, parent), None)
        above = command.level if target.keeper == address else tree.level(target.keeper)
        if address in tree or not tx.context.keeps(command.level, keeper=target.keeper, keeper_level=above):
            raise _kept_elsewhere(address, target.keeper)
        return target
    key = tree.addressed(address, day)
    raise _kept_elsewhere(key, keeper_of(key, tree.level(key), tree.parent(key, today)))


async def _find(
    connection: AsyncConnection, word: str, *, tree: OrganizationTree, day: date
) -> OrganizationRecord | None:
    record, holder = await find(connection, word, for_update=True), tree.holder(word, day)
    if holder is not None and holder != word:
        if record is not None or word in tree:
            raise _ambiguous(word, holder, tree=tree, day=day)
        return await find(connection, holder, for_update=True)
    if record is not None:
        return record
    codes = organization_codes.c
    query = select(codes.key).where(codes.code == word).order_by(codes.valid_from.desc(), codes.key).limit(1)
    key = await connection.scalar(query)
    return None if key is None else await find(connection, key, for_update=True)


def _ambiguous(word: str, holder: str, *, tree: OrganizationTree, day: date) -> ConflictError:
    """Returns the error for an address that is the key of one organization and the code of another; it names an address for each."""
    both = [(tree.newest_name(key), address_of(key, tree, day)) for key in (holder, word)]
    (by_code, _), (by_key, _) = both
    instead = "；".join(f"{name}请用{address}" for name, address in both if address != word)
    detail = f"{word} 当日（{day.isoformat()}）是{by_code}的代码，也是{by_key}最初列入名册的代码，不能确定指哪个单位"
    return ConflictError("ambiguous-address", f"{detail}：{instead}" if instead else detail)


def _kept_elsewhere(key: str, keeper: str) -> ConflictError:
    return ConflictError("kept-elsewhere", f"{key} 的名册由 {keeper} 登记，不在本系统，请由其办理")


def permit(account: Account, target: RecordTarget, command: OrganizationCommand) -> None:
    """Raises `ForbiddenError` when the account may not give this command on the record."""
    level = target.record.state.level if target.record else None
    allow(account, permission(command.name, level), relation=relation_to_record(account, target.keeper))


async def execute_for(
    tx: TransactionContext,
    account: Account,
    address: str,
    command: OrganizationCommand,
    *,
    check_version: Callable[[OrganizationRecord], None],
    day: date | None = None,
) -> OrganizationRecord:
    """Executes a command on the record at an address on behalf of an account: finds it, checks permission and version, executes.

    `check_version` raises when the record is no longer what the account has seen. `day`: as of `find_target`.
    """
    target = await find_target(tx, address, command, day=day)
    permit(account, target, command)
    if target.record is not None:
        check_version(target.record)
    record = await execute(tx, account, target, command)
    tx.recorded.append(record)
    return record


async def execute(
    tx: TransactionContext, account: Account, target: RecordTarget, command: OrganizationCommand
) -> OrganizationRecord:
    """Executes a command on a record, without a check of permissions; raises `changed-meanwhile` when another transaction was first."""
    connection, context = tx.connection, tx.context
    today = context.today()
    before = target.record.state if target.record else None
    day = command.on or today
    level = command.level if isinstance(command, Enter) else before.level if before else None
    if level is not None:
        command = completed(target.key, level, command, tree=tx.tree, day=day)
    charter = context.charters.on(day, target.keeper)
    event = decide(before, command, charter=charter, today=today)
    if isinstance(command, MergeOrganization | Move | Remove):
        await _check_in_no_area_group(tx, target.key)
    if isinstance(command, Correct) and before is not None:
        check_corrected(target.key, before, command, tree=tx.tree)
    state = evolve(before, event)
    after = OrganizationRecord(
        target.key, keeper_after(target.key, state), await epoch_of(connection), state.sequence, state
    )
    _check_keeper(context, after, target, tx.tree)
    if target.record is None:
        await add(connection, [after])
    else:
        await save(connection, after, before=target.record.version)
    await matter_texts.put(connection, after.key, after.sequence, matter_texts.texts_of(event.command))
    by = recorder(account, f"organizations.{command.name}")
    published = organization_event(after, event, producer=target.keeper, by=by, now=context.now())
    await append_to_outbox(connection, [published])
    await write_journal(connection, [journal_row(published, event, by)])
    return after


async def _check_in_no_area_group(tx: TransactionContext, key: str) -> None:
    """Raises `in-area-group` for a township of an area group 片区: the county first gives the group its other townships."""
    group = await any_holder(tx.connection, township_key(key))
    if group is not None:
        detail = f"{tx.tree.newest_name(key)}属于片区 {group}，请先在该片区“调整乡镇”，再变更名册"
        raise ConflictError("in-area-group", detail)


def organization_event(
    record: OrganizationRecord, event: OrganizationEvent, *, producer: str, by: Recorder, now: datetime
) -> OutboxEvent:
    """Returns the event to publish; its producer is the keeper of the record before the event."""
    return outbox_event(
        event.type,
        record.key,
        producer=producer,
        version=record.version,
        facts=record.state.facts(),
        change=change_of(event, by.role),
        now=now,
    )


def _check_keeper(
    context: ServiceContext, after: OrganizationRecord, target: RecordTarget, tree: OrganizationTree
) -> None:
    """Raises `hosted-elsewhere` when the new keeper is hosted by another service: a record has one writer."""
    if after.keeper not in (target.keeper, after.key) and not context.hosts(after.keeper, tree.level(after.keeper)):
        raise conflict("hosted-elsewhere", "parent", after.keeper, "新的上级不在本系统办理，不能在此变更隶属")
