"""The use cases of a matter: load, permit, decide, save, publish. Each runs inside the transaction of its request."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from shared.committee import matter_texts
from shared.committee.context import TransactionContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.events.journal import RECORDED_FOR, Recorder, recorder
from shared.committee.events.version import epoch_of
from shared.committee.matters import search
from shared.committee.matters.access import access_to, permit
from shared.committee.matters.creation import NewMatter, create_matter
from shared.committee.matters.kind import AnyKind, Kind
from shared.committee.matters.kind_definition import Commands, CreateSchema
from shared.committee.matters.publish import publish
from shared.committee.matters.record import MatterRecord, State
from shared.committee.matters.repository import load, save
from shared.committee.matters.search import SEARCHED
from shared.committee.matters.steps import MatterStep, decide_step, run_entailed
from shared.committee.messages.repository import put_days
from shared.committee.relations import relation
from shared.domain.command import Command, Correct
from shared.domain.errors import ConflictError, invalid
from shared.domain.log import entry_named
from shared.domain.transfers.commands import Deliver
from shared.domain.transfers.state import TransferableMatter
from shared.web.accounts import Account
from shared.web.permissions import allow


async def begin(
    tx: TransactionContext, account: Account, kind: Kind[State, Commands], new: CreateSchema[Commands]
) -> MatterRecord[State]:
    """Begins a matter with the next number of its organization and year, on behalf of an account."""
    context, tree = tx.context, tx.tree
    organization = _organization(account, new, tx)
    account_relation = relation(account, organization, tree=tree, day=context.today())
    allow(account, f"{kind.name}.{kind.begins.name}", relation=account_relation)
    context.require_hosted(organization, tree)
    check_level(tx, organization, kind)
    new, members = (await kind.prepare(tx, account, organization, [new]))(new)
    command = new.command(tree.level(organization))
    _check_still_there(organization, command.on or context.today(), tree=tree)
    begun = NewMatter(command=command, title=new.title, texts=new.texts(), proposers=members)
    by = recorder(account, f"{kind.name}.{command.name}")
    return await create_matter(tx, kind, organization, begun, by=by)


async def begin_entailed(  # noqa: PLR0913 - all that a new matter needs
    tx: TransactionContext,
    kind: Kind[State, Commands],
    organization: str,
    command: Commands,
    *,
    title: str,
    texts: Mapping[str, str],
    by: Recorder,
) -> str:
    """Begins a matter that a command on another one entails, in its transaction; returns its id.

    Raises `ConflictError` when the organization begins none of this kind.
    """
    check_level(tx, organization, kind)
    recorder = replace(by, role=RECORDED_FOR[f"{kind.name}.{command.name}"])
    new = NewMatter(command=command, title=title, texts=texts)
    return (await create_matter(tx, kind, organization, new, by=recorder)).id


def check_level(tx: TransactionContext, organization: str, kind: AnyKind) -> None:
    """Raises `not-begun-here` when the charter of the level lets its organizations begin no matter of this kind."""
    level = tx.tree.level(organization)
    if not tx.context.charters.may_begin(level, kind.subject):
        raise ConflictError("not-begun-here", f"按章程，{level.title_zh}一级不自行提出{kind.title_zh}")


def _check_still_there(organization: str, day: date, *, tree: OrganizationTree) -> None:
    """Raises `organization-gone` when the organization has left the roster by this day; names its successor on the roster that day."""
    ended = tree.ended(organization, day)
    if ended is None:
        return
    successor = next((each for each in tree.successors(organization) if tree.on_roster(each, day)), None)
    after = "移出名册" if successor is None else f"并入{tree.newest_name(successor)}，请由其登记"
    detail = f"{tree.newest_name(organization)}自{ended.isoformat()}起已{after}，不能再提出新的事项"
    raise ConflictError("organization-gone", detail, successor=successor)


def _check_corrected_beginning(matter: MatterRecord[State], command: Command, *, tree: OrganizationTree) -> None:
    """Refuses a corrected day on which the organization could not have begun the matter; delivered matters are exempt."""
    log = matter.state.log
    if isinstance(command, Correct) and log[0].command != Deliver.name and entry_named(log, command.step) == 1:
        _check_still_there(matter.organization, command.day, tree=tree)


def _organization(account: Account, new: CreateSchema[Commands], tx: TransactionContext) -> str:
    address = new.organization or account.organization
    if address is None:
        raise invalid("organization", None, "必须填写")
    return tx.tree.resolve(address, tx.context.today())


async def load_for(
    tx: TransactionContext, account: Account, kind: Kind[State, Commands], id: str, *, command: Command
) -> MatterRecord[State]:
    """Returns the matter of this id; raises `ForbiddenError` when the account may not give it the command."""
    matter = await load(tx.connection, kind, id, for_update=True)
    permit(await access_to(tx.connection, account, kind, matter, tree=tx.tree, day=tx.context.today()), command)
    return matter


async def execute_for(
    tx: TransactionContext,
    account: Account,
    kind: Kind[State, Commands],
    id: str,
    command: Commands,
    *,
    check_version: Callable[[MatterRecord[State]], None],
) -> MatterRecord[State]:
    """Executes a command on a matter on behalf of an account: loads the matter, checks permission and version, decides, saves, publishes.

    `check_version` raises when the matter is no longer what the account has seen.
    """
    matter = await load_for(tx, account, kind, id, command=command)
    check_version(matter)
    return await execute(tx, kind, matter, command, by=recorder(account, f"{kind.name}.{command.name}"))


async def execute(  # noqa: PLR0913 - all that a step of a matter needs
    tx: TransactionContext,
    kind: Kind[State, Commands],
    matter: MatterRecord[State],
    command: Commands,
    *,
    by: Recorder,
    title: str = "",
    texts: dict[str, str] | None = None,
) -> MatterRecord[State]:
    """Executes a command on a matter that was loaded in this transaction, and those that it entails, without a check of permissions.

    `texts`: by default those of the command.
    """
    connection = tx.connection
    event = await decide_step(tx, kind, matter, command)
    _check_corrected_beginning(matter, command, tree=tx.tree)
    event = await run_entailed(tx, kind, matter, event, by)
    given = {name: text for name, text in (texts or {}).items() if text}
    new_texts = matter_texts.texts_of(event.command) if texts is None else given
    state = kind.evolve(matter.state, event)
    after = matter._replace(
        state=state,
        epoch=await epoch_of(connection),
        sequence=state.sequence,
        title=new_texts.get("title", title) or matter.title,
    )
    await save(connection, kind, after, before=matter)
    await matter_texts.put(connection, after.id, after.sequence, new_texts)
    if isinstance(command, Correct) and isinstance(state, TransferableMatter):
        await put_days(connection, state.sendings())
    if after.title != matter.title or kind.named(state) != kind.named(matter.state) or SEARCHED.intersection(new_texts):
        await search.put(connection, kind, after)
    await publish(tx, kind, [MatterStep(after, event, by)])
    return after
