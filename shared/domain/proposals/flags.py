"""The flags of a proposal: each has the number of the log entry that gave it, so that its day can be corrected.

Flags are independent of the handling. Their days are ordered with the filing and, where only an open proposal gets them, with its end.
"""

from datetime import date
from typing import Self, assert_never, get_args

from msgspec import Struct, structs

from shared.contracts.facts import ProposalFacts
from shared.domain.charters.public_texts import PublicText
from shared.domain.command import Command
from shared.domain.instructions import Instructed
from shared.domain.log import Entry, Log, day_of
from shared.domain.proposals import flag_commands
from shared.domain.proposals.review_commands import File
from shared.domain.terms import Due

_GIVEN_WHILE_OPEN = frozenset(
    {flag_commands.MarkKey.name, flag_commands.Supervise.name, flag_commands.InstructProposal.name}
)
_FLAGS = frozenset(command.name for command in get_args(flag_commands.FlagCommand))
_ENDINGS = frozenset({"close", "merge", "convert", "withdraw"})
"""The commands after which a proposal is no longer open."""


class Publication(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A publication 公开. `entry`, `ended`: the log entries that published it and took it back; `texts`: its public texts."""

    entry: int
    texts: tuple[PublicText, ...] = ()
    ended: int | None = None


class Flags(Instructed, frozen=True, kw_only=True, omit_defaults=True):
    """The flags of a proposal, as the numbers of their log entries."""

    key: int | None = None
    supervisions: tuple[int, ...] = ()
    publications: tuple[Publication, ...] = ()
    outstanding: int | None = None

    @property
    def published(self) -> Publication | None:
        """Returns the publication that has not been taken back, if any."""
        newest = self.publications[-1] if self.publications else None
        return newest if newest and newest.ended is None else None

    def ordering_keys(self, command: Command) -> tuple[str, ...]:
        """Returns the flag that a command gives; each supervision and each instruction is a flag of its own."""
        match command:
            case flag_commands.Supervise():
                return (f"supervision:{len(self.supervisions) + 1}",)
            case flag_commands.InstructProposal():
                return (f"instruction:{len(self.instructions) + 1}",)
            case flag_commands.AnswerInstruction():
                return (f"instruction:{self.instruction_answered(command)}",)
            case flag_commands.Publish() | flag_commands.Unpublish():
                return ("flag:publication",)
            case flag_commands.MarkKey() | flag_commands.MarkOutstanding():
                return (f"flag:{command.name}",)
        return ()

    def can(self, command: str) -> bool:
        """Returns whether a flag is not given yet, or an instruction waits for its answer; True for all other commands."""
        pending = {
            flag_commands.MarkKey.name: self.key is None,
            flag_commands.AnswerInstruction.name: bool(self.open_instructions),
            flag_commands.Publish.name: self.published is None,
            flag_commands.Unpublish.name: self.published is not None,
            flag_commands.MarkOutstanding.name: self.outstanding is None,
        }
        return pending.get(command, True)

    def with_flag(self, command: flag_commands.FlagCommand, entry: int, due: Due) -> Self:
        """Returns the flags after a command with this log entry. `due`: the limit for the answer to an instruction."""
        replace = structs.replace
        match command:
            case flag_commands.MarkKey():
                return replace(self, key=entry)
            case flag_commands.Supervise():
                return replace(self, supervisions=(*self.supervisions, entry))
            case flag_commands.InstructProposal():
                return self.with_instruction(command, entry, due)
            case flag_commands.AnswerInstruction():
                return self.with_reply(command, entry)
            case flag_commands.CompletedPublish(public_texts=texts):
                return replace(self, publications=(*self.publications, Publication(entry=entry, texts=texts)))
            case flag_commands.Unpublish():
                *earlier, newest = self.publications
                return replace(self, publications=(*earlier, replace(newest, ended=entry)))
            case flag_commands.MarkOutstanding():
                return replace(self, outstanding=entry)
            case flag_commands.Publish():
                return self
            case _:
                assert_never(command)

    def added_to(self, facts: ProposalFacts, log: Log) -> ProposalFacts:
        """Returns the facts with the flags, each list in the order of its days."""
        return structs.replace(
            facts,
            key=_days(log, self.key),
            supervised=_days(log, *self.supervisions),
            instructed=tuple(sorted((each.fact(log) for each in self.instructions), key=lambda each: each.day)),
            published=_days(log, *(each.entry for each in self.publications)),
            unpublished=_days(log, *(each.ended for each in self.publications)),
            outstanding=_days(log, self.outstanding),
        )


def are_flags_ordered(earlier: Entry, later: Entry) -> bool | None:
    """Returns whether the step recorded earlier must not have the later day; None where neither of them concerns a flag."""
    if earlier.command in _FLAGS and later.command in _FLAGS:
        return not set(earlier.ordering_keys).isdisjoint(later.ordering_keys)
    if later.command in _FLAGS:
        return earlier.command == File.name
    if earlier.command in _FLAGS:
        return earlier.command in _GIVEN_WHILE_OPEN and later.command in _ENDINGS
    return None


def _days(log: Log, *entries: int | None) -> tuple[date, ...]:
    return tuple(sorted(day_of(log, entry) for entry in entries if entry is not None))
