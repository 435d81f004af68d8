"""The role for which each command is recorded. The secretariat may record every command on behalf of that role."""

from shared.committee.events.journal import Recorder
from shared.contracts.vocabulary import Role
from shared.domain.catalogue import COMMAND_SETS
from shared.web.accounts import Account
from shared.web.permissions import PERMISSIONS

RECORDED_FOR: dict[str, Role] = {
    name: grant.recorded_for for commands in COMMAND_SETS for name, grant in commands.permissions()
}
"""Command (`proposals.file`) -> the role for which it is recorded."""

_RECORDING = (Role.SECRETARIAT, Role.ADMINISTRATOR)
"""The roles that record for others, in order of preference; every other role records for itself."""


def recorder(account: Account, command: str) -> Recorder:
    """Returns the recorder of this command: the account acts in the command's role if it has it, else on its behalf, else for itself."""
    role = RECORDED_FOR[command]
    if role in account.roles:
        return Recorder(account=account.name, account_role=role, role=role)
    recording = next((each for each in _RECORDING if each in account.roles), None)
    if recording is not None:
        return Recorder(account=account.name, account_role=recording, role=role)
    own = next((each for each in sorted(account.roles) if PERMISSIONS[command].get(each)), min(account.roles))
    return Recorder(account=account.name, account_role=own, role=own)
