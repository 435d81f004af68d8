"""Asks a unit for the answer to a suggestion of an activity, and stores the answer with the request."""

from shared.committee import matter_texts
from shared.committee.comment_rounds.asking import AskedUnit, ask_unit, store_comment, withdraw
from shared.committee.comment_rounds.repository import ADDRESSEE, DRAFT, requests_to_units
from shared.committee.context import TransactionContext
from shared.committee.matters.record import MatterRecord
from shared.committee.units.queries import all_keys_of
from shared.domain.comparison import name_key
from shared.domain.consultations.commands import AnswerSuggestion, ReferSuggestion
from shared.domain.consultations.state import Consultation
from shared.domain.errors import invalid
from shared.domain.lines import LONGEST_LINE


async def ask_unit_for_answer(
    tx: TransactionContext, record: MatterRecord[Consultation], command: ReferSuggestion, *, account: str
) -> None:
    """Stores the request to the unit with the text of the suggestion, and withdraws that of the unit before it."""
    unit, number = name_key(command.department), command.number
    if not 0 < len(unit) <= LONGEST_LINE:
        raise invalid("department", command.department, f"须填写单位名称，最长{LONGEST_LINE}个字符")
    known = {each.unit: each for each in await requests_to_units(tx.connection, record.id, suggestion=number)}
    same = await _keys_of(tx, record, command.department)
    wanted = AskedUnit(unit, f"第{number}条建议", command.on or tx.context.today(), command.until, number)
    before = next((known.pop(each) for each in [*known] if each in same), None)
    asked = await ask_unit(tx, record, wanted, before, account=account)
    made = matter_texts.newest_list(await matter_texts.of(tx.connection, record.id), "suggestions")
    own = {DRAFT: made[number - 1], ADDRESSEE: command.department}
    await matter_texts.put(tx.connection, asked.id, asked.sequence, own)
    for each in known.values():
        await withdraw(tx, each, account=account)


async def note_answer(
    tx: TransactionContext, record: MatterRecord[Consultation], command: AnswerSuggestion, *, account: str
) -> None:
    """Stores the answer with the request to the unit that has given it, whoever has recorded it; withdraws an open one to another unit."""
    same = await _keys_of(tx, record, command.department)
    for each in await requests_to_units(tx.connection, record.id, suggestion=command.number):
        if each.unit in same and each.withdrawn_on is None:
            await store_comment(tx, each, command.answer)
        elif each.commented_on is None:
            await withdraw(tx, each, account=account)


async def _keys_of(tx: TransactionContext, record: MatterRecord[Consultation], unit: str) -> frozenset[str]:
    """Returns the comparison keys of all names of a unit, of this one at least."""
    return await all_keys_of(tx.connection, record.organization, unit) | {name_key(unit)}
