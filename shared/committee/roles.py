"""The role for which each command is recorded. The secretariat may record every command on behalf of that role."""

from shared.committee.events.journal import Recorder
from shared.contracts.vocabulary import Role
from shared.web.accounts import Account
from shared.web.permissions import PERMISSIONS

_GIVEN_BY: dict[Role, dict[str, str]] = {
    Role.MEMBER: {
        "proposals": "draft submit withdraw rate",
    },
    Role.PROPOSALS_COMMITTEE: {"proposals": "file refuse merge assign rehandle close correct"},
    Role.HANDLING_UNIT: {"proposals": "acknowledge countersign reply"},
    Role.LEADER: {"opinions": "approve instruct"},
    Role.SECRETARIAT: {
        "proposals": "forward resend deliver accept return note",
        "opinions": "collect edit adopt refer feed_back keep correct forward resend deliver accept return note",
        "visits": "record withdraw correct",
        "consultations": "raise_topic organise hold submit_outcome receive_feedback close cancel convert_outcome correct",
        "plans": "draft add_item comment approve confirm execute correct",
        "organizations": "enter move merge remove reinstate rename recode establish standardise dissolve admit release convene correct",
    },
}

RECORDED_FOR: dict[str, Role] = {
    f"{kind}.{command}": role
    for role, kinds in _GIVEN_BY.items()
    for kind, commands in kinds.items()
    for command in commands.split()
}

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
