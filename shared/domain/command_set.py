"""The commands of a kind of subject: its own ones, and those that it shares with other kinds."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from shared.domain.command import Command, Correct, Grant
from shared.domain.transfers.commands import COMMANDS as OF_TRANSFERS
from shared.domain.transitions import ENTAILED, OF_THE_INBOX


@dataclass(frozen=True, kw_only=True)
class CommandSet:
    """The commands of a kind. `name`: the kind in addresses and permissions.

    `corrections`, `transfers`: the roles that may give the commands that kinds share. Without `transfers`, it cannot be transferred;
    without `corrections`, no day is corrected.
    """

    name: str
    commands: tuple[type[Command], ...]
    corrections: Grant | None = None
    transfers: Grant | None = None

    @cached_property
    def by_name(self) -> dict[str, type[Command]]:
        """Returns the commands that users give, by name, without those of a transfer, which have routes of their own."""
        return {command.name: command for command in self.commands if command.name not in ENTAILED}

    @cached_property
    def every_by_name(self) -> dict[str, type[Command]]:
        """Returns the commands by name, with those of a transfer."""
        return {command.name: command for command in self.every}

    @property
    def every(self) -> tuple[type[Command], ...]:
        """Returns the commands with those of a transfer, in the order of the catalogue of event types."""
        own = (command for command in self.commands if command is not Correct)
        return (*own, *(OF_TRANSFERS.values() if self.transfers else ()), *((Correct,) if self.corrections else ()))

    def permissions(self) -> Iterator[tuple[str, Grant]]:
        """Yields each command, named as in the table of permissions (`proposals.file`), with the roles that may give it."""
        for command in self.every:
            yield f"{self.name}.{command.name}", self._grant(command)

    def _grant(self, command: type[Command]) -> Grant:
        if self.corrections and command is Correct:
            return self.corrections
        if self.transfers and command.name in OF_TRANSFERS and command.name not in OF_THE_INBOX:
            return self.transfers
        return command.permitted
