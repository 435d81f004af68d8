"""The rules on the contacts of units with proposers. Pure: no clock, no ids, no I/O."""

from datetime import date

from shared.domain.charters.charter import Charter
from shared.domain.command import Correct
from shared.domain.errors import invalid
from shared.domain.log import day_of
from shared.domain.proposals.assignment_rules import acting
from shared.domain.proposals.assignments import UnitReply
from shared.domain.proposals.contact_commands import RecordContact
from shared.domain.proposals.handling_commands import CompletedReply, Reply
from shared.domain.proposals.reply_drafts import DraftedReply
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.transitions import TRANSITIONS


def check_contact(state: Proposal, command: RecordContact) -> None:
    """Refuses a contact of a unit that is no handler now, or that asks to return its assignment."""
    acting(state, command.unit)


def with_contacts(state: Proposal, command: Reply, day: date, *, charter: Charter) -> CompletedReply:
    """Returns the reply with the charter's minimum of contacts before it; refuses a reply with fewer contacts in its round."""
    least = charter.contacts_before_reply
    held = state.contacts_by(command.unit, day, before=state.sequence)
    if held < least:
        raise TRANSITIONS.field_refusal(state, "unit", command.unit, _too_few(command.unit, held, least))
    return CompletedReply(**vars(command), contacts=least)


def check_contacts(corrected: Proposal, command: Correct) -> None:
    """Refuses a correction after which a reply or its draft would have fewer contacts before it than its charter required."""
    answers: tuple[UnitReply | DraftedReply, ...] = (*corrected.replies, *corrected.drafts)
    for each in answers:
        held = corrected.contacts_by(each.unit, day_of(corrected.log, each.entry), before=each.entry)
        if held < each.contacts:
            raise invalid("day", command.day.isoformat(), f"更正后{_too_few(each.unit, held, each.contacts)}")


def _too_few(unit: str, held: int, least: int) -> str:
    return f"“{unit}”答复前与提案人联系{held}次，按章程须至少{least}次"
