"""The rules of a township body: items of its checklist, its director, and the number of its members."""

from shared.domain.admission import check_text
from shared.domain.charters.charter import Charter
from shared.domain.errors import invalid
from shared.domain.organizations import body_commands as bodies
from shared.domain.organizations import commands
from shared.domain.organizations.state import Organization
from shared.domain.organizations.transitions import field_refusal, not_allowed_now

MOST_MEMBERS = 10_000


def standardise(
    state: Organization, command: commands.Standardise, *, charter: Charter
) -> commands.CompletedStandardise:
    """Returns the command with whether every item of the charter's checklist is now met."""
    if command.item not in charter.checklist:
        raise invalid("item", command.item, "不是章程规定的规范化项目")
    if command.item in state.items_met():
        raise field_refusal(state, "item", command.item, "该项目已落实")
    meets_checklist = state.items_met() | {command.item} >= set(charter.checklist)
    return commands.CompletedStandardise(**vars(command), meets_checklist=meets_checklist)


def check_body(state: Organization, command: bodies.BodyCommand) -> None:
    """Refuses a loss of what is not met, a dismissal without a director, an appointment without its meeting, and impossible numbers."""
    match command:
        case bodies.LoseItem(item=item, evidence=evidence):
            if item not in state.items_met():
                raise invalid("item", item, "该项目尚未落实，不能登记为失去")
            check_text("evidence", evidence)
        case bodies.AppointDirector(meeting=meeting):
            check_text("meeting", meeting)
        case bodies.DismissDirector(meeting=meeting):
            if not state.directors or state.directors[-1].role is None:
                raise not_allowed_now(state, command, "该机构没有主任")
            check_text("meeting", meeting)
        case bodies.CountMembers(members=members, special_invited=special_invited):
            for field, number in (("members", members), ("special_invited", special_invited)):
                if not 0 <= number <= MOST_MEMBERS:
                    raise invalid(field, number, f"须在0至{MOST_MEMBERS}之间")
