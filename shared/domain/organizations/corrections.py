"""The step whose day a correction changes, and the command that recorded it."""

from shared.domain.command import Correct
from shared.domain.log import entry_named
from shared.domain.organizations import commands
from shared.domain.organizations.state import Named, Organization


def recorded_command(state: Organization, correct: Correct) -> commands.OrganizationCommand | None:
    """Returns the command of the corrected step, where it names another organization or a code, or ends the record; else None."""
    number = corrected_entry(state, correct.step)
    parent, code = _named(state.parents, number), _named(state.codes, number)
    match state.log[number - 1].command:
        case commands.Enter.name:
            return commands.Enter(title=state.names[0].value, level=state.level, parent=parent or None, code=code)
        case commands.Move.name:
            return commands.Move(parent=parent)
        case commands.Recode.name:
            return commands.Recode(code=code)
        case commands.MergeOrganization.name if state.merged_into is not None:
            return commands.MergeOrganization(into=state.merged_into)
        case commands.Remove.name:
            return commands.Remove()
        case commands.Admit.name:
            return commands.Admit(member=state.about(number) or "")
    return None


def corrected_entry(state: Organization, step: int | str) -> int:
    """Returns the number of the log entry that a correction names; a reversed removal or merger is no longer a step."""
    return entry_named(state.log, step, apart=taken_back(state))


def taken_back(state: Organization) -> frozenset[int]:
    """Returns the numbers of the log entries without effect: reversed removals and mergers, and the entries that reversed them."""
    kept = {flag.entry for flag in state.roster}
    leaving = (commands.Remove.name, commands.MergeOrganization.name, commands.Reinstate.name)
    return frozenset(
        number for number, entry in enumerate(state.log, 1) if entry.command in leaving and number not in kept
    )


def _named(values: tuple[Named, ...], number: int) -> str:
    return next((each.value for each in values if each.entry == number), "")
