"""The confirmations that a form requires before its command is executed, beside `Command.irreversible_warning`, as one table."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import matter_texts
from shared.committee.autosaves import has_any
from shared.committee.context import TransactionContext
from shared.committee.directory.names import committee_name
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.usecases import load_for
from shared.committee.transfers.usecases import Forward, addressee_of
from shared.committee.units.naming import doubts_about_units, with_assigned_name
from shared.committee.units.queries import units_meant
from shared.committee.working_calendar.doubts import doubtful_limits
from shared.contracts.subjects import organization_of
from shared.contracts.vocabulary import ProposalState
from shared.domain.charters.public_texts import PublicText
from shared.domain.command import Command
from shared.domain.comparison import name_key
from shared.domain.consultations.commands import ReferSuggestion
from shared.domain.matter import Matter
from shared.domain.proposals.assignment_commands import AcceptReturn, Reassign
from shared.domain.proposals.assignment_evolution import assigned_units, with_assignment_step
from shared.domain.proposals.flag_commands import Publish
from shared.domain.proposals.handling_commands import Assign
from shared.domain.proposals.state import Proposal
from shared.web.accounts import Account, accounts

Confirmation = Callable[[TransactionContext, MatterRecord[Any], Any], Awaitable[str]]
"""A function that returns the question to confirm for a command on a matter; empty when there is none."""


async def confirmation_of(tx: TransactionContext, account: Account, kind: AnyKind, id: str, command: Command) -> str:
    """Returns the question to confirm before the command is executed; empty when there is none.

    Raises `ForbiddenError` when the account may not execute the command, because a question contains facts about the matter.
    """
    matter = await load_for(tx, account, kind, id, command=command)
    ask = CONFIRMATIONS.get((kind.name, command.name))
    question = await ask(tx, matter, command) if ask else ""
    return question + command.irreversible_warning


async def _units_without_account(
    connection: AsyncConnection, matter: MatterRecord[Matter], names: list[str], consequence: str
) -> str:
    """Returns the names that have no account, with the consequence; empty when all have one."""
    table = accounts.c
    query = select(table.unit).where(
        table.organization == matter.organization, table.unit.is_not(None), table.disabled.is_(False)
    )
    of_accounts = {unit for unit in (await connection.execute(query)).scalars() if unit is not None}
    meant = await units_meant(connection, matter.organization, [*names, *of_accounts])

    def identity(name: str) -> str:
        key = name_key(name)
        return meant[key].id if key in meant else key

    known = {identity(unit) for unit in of_accounts}
    lacking = [unit for unit in names if identity(unit) not in known]
    if not lacking:
        return ""
    return f"{'、'.join(lacking)}在本系统没有账号，{consequence}。"


async def _before_assigning(tx: TransactionContext, matter: MatterRecord[Matter], command: Assign | Reassign) -> str:
    """Returns which units the register lacks or has retired, and which have no account."""
    names = [command.to] if isinstance(command, Reassign) else [unit for unit, _ in assigned_units(command)]
    doubts = [
        *await doubtful_limits(tx.connection, command),
        *await doubts_about_units(tx.connection, matter.organization, command),
    ]
    consequence = "看不到交办的提案，签收和答复须由办公室代为登记"
    return "".join((*doubts, await _units_without_account(tx.connection, matter, names, consequence)))


async def _before_accepting_return(
    tx: TransactionContext, matter: MatterRecord[Proposal], command: AcceptReturn
) -> str:
    """Returns whether the return leaves only an answer elsewhere, which then completes the round, and who has answered."""
    state, day = matter.state, command.on or tx.context.today()
    units = tuple(each.unit for each in state.assignments)
    named = await with_assigned_name(tx.connection, matter.organization, command, units)
    after = with_assignment_step(state, named, state.sequence + 1, term=None)
    if state.is_answered or not after.is_answered:
        return ""
    names = [committee_name(organization_of(each.matter), tx.tree, day) for each in state.followed if each.answers]
    title = ProposalState.FEEDBACK_REQUESTED.title_zh
    answered = f"{'、'.join(names)}已经答复，本单位交办的各单位不再有待答复的"
    return f"{answered}：同意退办后，本提案即以此答复转为“{title}”，不能再改交其他承办单位。"


async def _before_referring(tx: TransactionContext, matter: MatterRecord[Matter], command: ReferSuggestion) -> str:
    """Returns whether the register lacks or has retired the department, and whether it has no account."""
    consequence = "看不到转办的建议，答复须由办公室代为登记"
    unknown = await _units_without_account(tx.connection, matter, [command.department], consequence)
    return await _before_naming(tx, matter, command) + unknown


async def _before_naming(tx: TransactionContext, matter: MatterRecord[Matter], command: Command) -> str:
    """Returns which departments the register of units lacks or has retired."""
    return "".join(await doubts_about_units(tx.connection, matter.organization, command))


async def _before_limiting(tx: TransactionContext, _matter: MatterRecord[Matter], command: Command) -> str:
    """Returns which typed limits are no working days."""
    return "".join(await doubtful_limits(tx.connection, command))


async def _forms_outstanding(_tx: TransactionContext, matter: MatterRecord[Proposal], _command: Command) -> str:
    due = matter.state.signatories_to_rate
    if not due:
        return ""
    return f"还有{len(due)}位提案人没有反馈（第{'、'.join(map(str, due))}位）。"


async def _before_submitting(tx: TransactionContext, matter: MatterRecord[Matter], _command: Command) -> str:
    if not await has_any(tx.connection, matter.id, command="edit"):
        return ""
    return "有自动保存、还没有点“修改”保存为新版本的内容，提交的是已保存的版本，这些内容会丢失。"


async def _before_sending(tx: TransactionContext, matter: MatterRecord[Matter], command: Forward) -> str:
    day = command.on or tx.context.today()
    to = addressee_of(tx, matter.organization, command.to, day)
    return f"报送后，{committee_name(to, tx.tree, day)}即可看到标题和正文，不能收回。"


async def _before_publishing(tx: TransactionContext, matter: MatterRecord[Proposal], command: Publish) -> str:
    """Returns what becomes public and what does not, and the names of proposers that the title contains."""
    charter = tx.context.charters.on(command.on or tx.context.today(), matter.organization)
    public = "、".join(("题目", *(each.title_zh for each in charter.public_texts)))
    kept = "、".join((*(each.title_zh for each in PublicText if each not in charter.public_texts), "提案者姓名"))
    proposers = matter_texts.newest_list(await matter_texts.of(tx.connection, matter.id), "proposers")
    named = [each for each in proposers if each in matter.title]
    found = f"题目中有提案者姓名（{'、'.join(named)}），请先改题目。" if named else ""
    return (
        f"公开后，任何人都能看到{public}、承办单位、办理状态、办理结果和满意度；{kept}不公开。"
        f"请确认其中没有不宜公开的姓名等内容：以后可以撤回公开，但已经被别人保存的收不回来。{found}"
    )


CONFIRMATIONS: Mapping[tuple[str, str], Confirmation] = {
    ("proposals", "submit"): _before_submitting,
    ("proposals", "assign"): _before_assigning,
    ("proposals", "reassign"): _before_assigning,
    ("proposals", "accept_return"): _before_accepting_return,
    ("proposals", "extend"): _before_limiting,
    ("proposals", "rehandle"): _before_limiting,
    ("proposals", "instruct"): _before_limiting,
    ("proposals", "publish"): _before_publishing,
    ("proposals", "close"): _forms_outstanding,
    ("proposals", "forward"): _before_sending,
    ("opinions", "forward"): _before_sending,
    ("consultations", "refer_suggestion"): _before_referring,
    ("consultations", "answer_suggestion"): _before_naming,
    ("plans", "add_item"): _before_naming,
    ("plans", "change_item"): _before_naming,
}
"""(kind, command) -> the function that returns the question."""
