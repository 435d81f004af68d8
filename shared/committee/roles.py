"""For which role each command is recorded. The secretariat may record any of them for the one who would give it."""

from shared.committee.announcing import Recorder
from shared.contracts.vocabulary import Role
from shared.web.accounts import Account

RECORDED_FOR: dict[str, Role] = {
    "proposals.draft": Role.MEMBER,
    "proposals.submit": Role.MEMBER,
    "proposals.withdraw": Role.MEMBER,
    "proposals.rate": Role.MEMBER,
    "proposals.file": Role.PROPOSALS_COMMITTEE,
    "proposals.refuse": Role.PROPOSALS_COMMITTEE,
    "proposals.merge": Role.PROPOSALS_COMMITTEE,
    "proposals.assign": Role.PROPOSALS_COMMITTEE,
    "proposals.close": Role.PROPOSALS_COMMITTEE,
    "proposals.correct": Role.PROPOSALS_COMMITTEE,
    "proposals.acknowledge": Role.HANDLING_UNIT,
    "proposals.countersign": Role.HANDLING_UNIT,
    "proposals.reply": Role.HANDLING_UNIT,
    "organizations.enter": Role.SECRETARIAT,
    "organizations.move": Role.SECRETARIAT,
    "organizations.merge": Role.SECRETARIAT,
    "organizations.remove": Role.SECRETARIAT,
    "organizations.rename": Role.SECRETARIAT,
    "organizations.recode": Role.SECRETARIAT,
    "organizations.establish": Role.SECRETARIAT,
    "organizations.standardise": Role.SECRETARIAT,
    "organizations.dissolve": Role.SECRETARIAT,
    "organizations.admit": Role.SECRETARIAT,
    "organizations.release": Role.SECRETARIAT,
    "organizations.convene": Role.SECRETARIAT,
    "organizations.correct": Role.SECRETARIAT,
}

_RECORDING = (Role.SECRETARIAT, Role.PROPOSALS_COMMITTEE, Role.ADMINISTRATOR)
"""Who records for others, the nearest first."""


def recorder(account: Account, command: str) -> Recorder:
    """Who records this command: in its own role if the account has that one."""
    role = RECORDED_FOR[command]
    if role in account.roles:
        return Recorder(account=account.name, account_role=role, role=role)
    others = [each for each in _RECORDING if each in account.roles] or sorted(account.roles)
    return Recorder(account=account.name, account_role=others[0], role=role)
