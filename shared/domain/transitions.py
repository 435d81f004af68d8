"""Transition tables: command -> state -> the states it can lead to.

The table of a kind yields the legality check, what `commands` offers, the diagram in the docs and the property tests.
"""

from collections.abc import Mapping
from typing import Generic, TypeVar

from shared.contracts.titled import Titled
from shared.domain.errors import ConflictError

S = TypeVar("S", bound=Titled)

OF_THE_INBOX = frozenset({"deliver", "note"})
"""Nobody gives these commands: they are what the inbox has read."""


class Transitions(Generic[S]):
    """The table of one kind of matter."""

    def __init__(self, table: Mapping[str, Mapping[S, tuple[S, ...]]]) -> None:
        self.table = table

    def allowed(self, status: S) -> tuple[str, ...]:
        """The commands that somebody may give in this state, in the order of a matter's life."""
        return tuple(
            command for command, starts in self.table.items() if status in starts and command not in OF_THE_INBOX
        )

    def check(self, status: S, command: str) -> None:
        """Refuse a command that the state does not permit, naming the state and what it does permit."""
        if status not in self.table[command]:
            raise self.refusal(status, f"当前状态是“{status.title_zh}”")

    def refusal(self, status: S, why: str) -> ConflictError:
        """Not now: why, the status, and what is allowed."""
        return ConflictError(
            "not-allowed-now", f"{why}，不能执行该操作。", status=str(status), allowed=list(self.allowed(status))
        )


def everywhere(states: type[S]) -> dict[S, tuple[S, ...]]:
    """Legal in every state, and changing none."""
    return {state: (state,) for state in states}


def staying(*states: S) -> dict[S, tuple[S, ...]]:
    """Legal in these states, and changing none."""
    return {state: (state,) for state in states}


def leading(to: S, *states: S) -> dict[S, tuple[S, ...]]:
    """Legal in these states, and leading from each to the same one."""
    return dict.fromkeys(states, (to,))
