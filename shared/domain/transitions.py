"""Transition tables: command -> state -> the states that it can lead to.

The legality check, the list of available commands, the diagram in the docs and the property tests use the table of a kind.
"""

from collections.abc import Mapping
from typing import Generic, TypeVar

from shared.contracts.subjects import Subject
from shared.contracts.titled import Titled
from shared.domain.errors import ConflictError

S = TypeVar("S", bound=Titled)
S_co = TypeVar("S_co", bound=Titled, covariant=True)

OF_THE_INBOX = frozenset({"deliver", "note", "note_urging"})
"""Commands that no user gives: the inbox creates them from the dispatches and notices that it reads."""

ENTAILED = frozenset({"absorb"})
"""Commands that no user gives: a command on another matter entails them, in the same transaction."""

GIVEN_BY_NOBODY = OF_THE_INBOX | ENTAILED


class Transitions(Generic[S_co]):
    """The transition table of one kind of matter. `begins`: the commands that begin a matter, the first one that users give.

    One that the table names may be repeated.
    """

    def __init__(
        self,
        subject: Subject,
        states: type[S_co],
        table: Mapping[str, Mapping[Titled, tuple[S_co, ...]]],
        *,
        begins: tuple[str, ...],
    ) -> None:
        self.subject = subject
        self.states = states
        self.table = table
        self.begins = begins

    def allowed(self, status: Titled) -> tuple[str, ...]:
        """Returns the commands that users may give in this state, in the order of the table."""
        return tuple(
            command for command, starts in self.table.items() if status in starts and command not in GIVEN_BY_NOBODY
        )

    def check(self, status: Titled, command: str) -> None:
        """Refuses a command that the state does not allow; the error names the state and the allowed commands."""
        if status not in self.table[command]:
            raise self.refusal(status, f"当前状态是“{status.title_zh}”")

    def refusal(self, status: Titled, why: str) -> ConflictError:
        """Returns the error with the reason, the status and the allowed commands."""
        return ConflictError(
            "not-allowed-now", f"{why}，不能执行该操作。", status=str(status), allowed=list(self.allowed(status))
        )


def not_begun() -> ConflictError:
    """Returns the error for a command on a matter that has not begun."""
    return ConflictError("not-allowed-now", "该事项尚未开始，不能执行该操作。")


def everywhere(states: type[S]) -> dict[Titled, tuple[S, ...]]:
    """Returns transitions that are legal in every state and change none."""
    return {state: (state,) for state in states}


def staying(*states: S) -> dict[Titled, tuple[S, ...]]:
    """Returns transitions that are legal in these states and change none."""
    return {state: (state,) for state in states}


def leading(to: S, *states: S) -> dict[Titled, tuple[S, ...]]:
    """Returns transitions that are legal in these states and lead from each to the same state."""
    return dict.fromkeys(states, (to,))
