"""The next steps of a kind of matter: the commands that its transition table has as the regular next step in each state."""

from collections.abc import Iterable
from functools import cache

from shared.committee.kinds.catalogue import BY_NAME
from shared.committee.matters.kind import AnyKind
from shared.domain.command import Command, ReasonedCommand
from shared.domain.proposals.vocabulary import Decision
from shared.domain.transfers.commands import Send
from shared.domain.transitions import GIVEN_BY_NOBODY
from shared.web.accounts import Account

LAST = "close"
"""The one command that ends a matter and is also a next step, unless it needs a reason: then the matter ends before its time."""

ELSEWHERE = frozenset({("opinions", "forwarded"), ("opinions", "adopted"), ("opinions", "instructed")})
"""(kind, state) whose next step another organization takes; the table of transitions permits to record it afterwards."""

_DECISIONS = frozenset(map(str, Decision))
"""The decisions on proposals, which come before the regular next step."""

OPTIONAL = frozenset({("plans", "approve"), ("opinions", "edit"), ("opinions", Send.name)})
"""(kind, step) that may be left out, by a charter or where it is not needed; then the step after it is the next one."""


def commands_of(kind: AnyKind) -> dict[str, type[Command]]:
    """Returns the commands that users give on an existing matter of the kind, by name."""
    every = kind.command_set.every_by_name
    return {name: body for name, body in every.items() if body is not kind.begins and name not in GIVEN_BY_NOBODY}


@cache
def _named_steps(name: str) -> dict[str, tuple[str, ...]]:
    kind = BY_NAME[name]
    found: dict[str, tuple[str, ...]] = {}
    for command, starts in kind.transitions.table.items():
        for state, ends in starts.items():
            known, body = found.get(str(state), ()), commands_of(kind).get(command)
            stays = command in _DECISIONS or all(end == state for end in ends)
            if body is None or stays or (name, str(state)) in ELSEWHERE:
                continue
            ends_regularly = command == LAST and not issubclass(body, ReasonedCommand)
            follows = not known or (name, known[-1]) in OPTIONAL
            if ends_regularly or (follows and not body.irreversible_warning):
                found[str(state)] = (*known, command)
    return found


def next_steps(kind: AnyKind) -> dict[str, tuple[str, ...]]:
    """Returns state -> the command that the table of transitions has as its next step, and the one that closes the matter.

    Other commands that end a matter are no next steps.
    """
    return _named_steps(kind.name)


def by_role(kind: AnyKind, account: Account, steps: Iterable[str], *, reports_upward: bool) -> list[str]:
    """Returns the steps, those last that may be left out and are not of a role of the account: for a leader the edit.

    `reports_upward`: whether there is an organization above to send a matter to; without one, the sending is left out.
    """

    def is_left_out(step: str) -> bool:
        if step == Send.name:
            return not reports_upward
        return (kind.name, step) in OPTIONAL and commands_of(kind)[step].permitted.recorded_for not in account.roles

    return sorted(steps, key=is_left_out)
