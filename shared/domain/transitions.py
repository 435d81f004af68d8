"""Transition tables: command -> state -> the states that it can lead to.

The legality check, the list of available commands, the diagram in the docs and the property tests use the table of a kind.
"""

from collections.abc import Mapping
from typing import Generic, TypeVar

from shared.contracts.subjects import Subject
from shared.contracts.titled import Titled
from shared.domain.command import Command, Correct
from shared.domain.errors import ConflictError, FieldError
from shared.domain.matter import Matter

S = TypeVar("S", bound=Titled)
S_co = TypeVar("S_co", bound=Titled, covariant=True)

OF_THE_INBOX = frozenset({"deliver", "note", "note_urging"})
"""Commands that no user gives: the inbox creates them from the dispatches and notices that it reads."""

NOT_NOW = "not-allowed-now"
"""The code of the refusal of a command that the present state does not allow."""

ALREADY = "already-recorded"
"""The code of the refusal of what is recorded already."""

ENTAILED = frozenset({"absorb"})
"""Commands that no user gives: a command on another matter entails them, in the same transaction."""

GIVEN_BY_NOBODY = OF_THE_INBOX | ENTAILED

_MOST_NAMED = 8
"""The commands that a refusal names as possible instead, those that lead to another state first."""


class Transitions(Generic[S_co]):
    """The transition table of one kind of matter. `begins`: the commands that begin a matter, the first one that users give.

    One that the table names may be repeated. `commands`: the classes of the commands, which have their titles.
    """

    def __init__(
        self,
        subject: Subject,
        states: type[S_co],
        table: Mapping[str, Mapping[Titled, tuple[S_co, ...]]],
        *,
        begins: tuple[str, ...],
        commands: Mapping[str, type[Command]],
    ) -> None:
        self.subject = subject
        self.states = states
        self.table = table
        self.begins = begins
        self.commands = commands

    def allowed(self, status: Titled) -> tuple[str, ...]:
        """Returns the commands that users may give in this state, in the order of the table."""
        return tuple(
            command for command, starts in self.table.items() if status in starts and command not in GIVEN_BY_NOBODY
        )

    def check(self, state: Matter, command: Command | type[Command]) -> None:
        """Refuses a command that the state does not allow."""
        if state.status not in self.table[command.name]:
            raise self.refusal(state, command)

    def refusal(
        self, state: Matter, command: Command | type[Command], why: str = "", *, code: str = NOT_NOW
    ) -> ConflictError:
        """Returns the error with the reason, the status and the allowed commands, which the detail names, too."""
        now = f"当前状态是“{state.status.title_zh}”，不能“{command.title_zh}”。{self._instead(state, command.name)}"
        return self._conflict(state, code, f"{why}，{now}" if why else now)

    def field_refusal(self, state: Matter, field: str, value: object, why: str) -> ConflictError:
        """Returns the error of a field whose value the state refuses, with the status and the allowed commands."""
        return self._conflict(state, NOT_NOW, why, FieldError(field, value, why))

    def _conflict(self, state: Matter, code: str, detail: str, *fields: FieldError) -> ConflictError:
        allowed = self._possible(state)
        return ConflictError(code, detail, fields=fields, status=str(state.status), allowed=allowed)

    def _possible(self, state: Matter) -> list[str]:
        """Returns the commands that the state allows and that apply to something."""
        return [name for name in self.allowed(state.status) if state.can(name)]

    def _instead(self, state: Matter, command: str) -> str:
        """Returns the titles of other commands that the state allows, as a sentence; a correction is named where there are none."""
        status = state.status
        names = [name for name in self._possible(state) if name not in (command, Correct.name)]
        names.sort(key=lambda name: self.table[name][status] == (status,))
        titles = [self.commands[name].title_zh for name in names[:_MOST_NAMED]] or [Correct.title_zh]
        return f"这一状态下可以：{'、'.join(titles)}{'等' if len(names) > _MOST_NAMED else ''}。"


def not_begun() -> ConflictError:
    """Returns the error for a command on a matter that has not begun."""
    return ConflictError(NOT_NOW, "该事项尚未开始，不能执行该操作。")


def everywhere(states: type[S]) -> dict[Titled, tuple[S, ...]]:
    """Returns transitions that are legal in every state and change none."""
    return {state: (state,) for state in states}


def staying(*states: S) -> dict[Titled, tuple[S, ...]]:
    """Returns transitions that are legal in these states and change none."""
    return {state: (state,) for state in states}


def leading(to: S, *states: S) -> dict[Titled, tuple[S, ...]]:
    """Returns transitions that are legal in these states and lead from each to the same state."""
    return dict.fromkeys(states, (to,))
