"""What a matter knows of its travels: where it came from, where it was sent, and what became of it there."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Self

from msgspec import Struct, structs

from shared.contracts.dated import DatedLevel, DatedLimit, Sending, TransferStep
from shared.contracts.subjects import organization_of
from shared.contracts.vocabulary import Level, TransferState
from shared.domain.command import Command
from shared.domain.log import day_of
from shared.domain.matter import Matter
from shared.domain.terms import Due, Term
from shared.domain.transfers.commands import Resend, Send

_RANK = {level: rank for rank, level in enumerate(reversed(Level))}


class SentTransfer(Struct, frozen=True, kw_only=True):
    """A transfer of the matter: the log entries it was sent with (`dues`), and the steps that the addressee reported (`answers`).

    `answers_before`: for each due, how many of the answers became known before it.
    """

    transfer: str
    to: str
    dues: tuple[Due, ...]
    answers: tuple[TransferStep, ...] = ()
    answers_before: tuple[int, ...] = (0,)

    def again(self, due: Due) -> "SentTransfer":
        """Returns the transfer sent once more, after every answer known so far."""
        return structs.replace(self, dues=(*self.dues, due), answers_before=(*self.answers_before, len(self.answers)))

    def under(self, entry: int, term: Term | None) -> "SentTransfer":
        """The same with the limit that a log entry has set by another term."""
        return structs.replace(self, dues=tuple(due.under(entry, term) for due in self.dues))

    def answering(self, answers: tuple[TransferStep, ...]) -> "SentTransfer":
        """Returns the transfer with the answers reported now; those reported for the first time come after every due."""
        return structs.replace(
            self, answers=answers, answers_before=tuple(min(count, len(answers)) for count in self.answers_before)
        )

    def in_order(self) -> Iterator[Due | TransferStep]:
        """Yields dues and answers in the order in which they became known."""
        known = 0
        for due, count in zip(self.dues, self.answers_before, strict=True):
            yield from self.answers[known:count]
            yield due
            known = count
        yield from self.answers[known:]


class Followed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was last heard of a matter that was made of this one elsewhere."""

    matter: str
    transfer: str
    version: tuple[int, int]
    state: str
    adopted: tuple[DatedLevel, ...] = ()
    instructed: tuple[DatedLevel, ...] = ()
    fed_back: tuple[date, ...] = ()


class Travelling(Matter, frozen=True, kw_only=True, omit_defaults=True):
    """A matter that can be sent to other organizations. `transfer`: the one that it came with."""

    transfer: str | None = None
    chain: tuple[str, ...] = ()
    sent: tuple[SentTransfer, ...] = ()
    followed: tuple[Followed, ...] = ()

    @property
    def derived(self) -> bool:
        """Whether it was made of a matter of another organization."""
        return bool(self.chain)

    def recognitions(self) -> tuple[tuple[DatedLevel, ...], tuple[DatedLevel, ...], tuple[date, ...]]:
        """What it tells its origins: adopted, instructed, fed back, by its own organization. Nothing, unless its kind knows of such."""
        return (), (), ()

    def can(self, command: str) -> bool:
        """Nothing is sent again before it was sent, nor once it was taken over."""
        open_states = (TransferState.SENT, TransferState.RETURNED)
        return command != "resend" or any(self.steps_of(each)[-1].state in open_states for each in self.sent)

    @property
    def returned(self) -> bool:
        """Whether a sending came back and was not sent again."""
        return any(self.steps_of(each)[-1].state is TransferState.RETURNED for each in self.sent)

    def parts(self, command: Command) -> tuple[str, ...]:
        """Each transfer is a part of its own."""
        return (f"transfer:{command.transfer}",) if isinstance(command, Send | Resend) else ()

    def been_at(self) -> frozenset[str]:
        """The organizations that it came through."""
        return frozenset(map(organization_of, self.chain))

    def sending(self, transfer: str) -> SentTransfer | None:
        return next((each for each in self.sent if each.transfer == transfer), None)

    def sendings(self) -> tuple[Sending, ...]:
        """For the facts: each transfer with its dated steps."""
        return tuple(
            Sending(
                each.transfer,
                each.to,
                self.steps_of(each),
                tuple(DatedLimit(day_of(self.log, due.entry), due.limit(self.log)) for due in each.dues),
            )
            for each in self.sent
        )

    def limits_set(self) -> tuple[tuple[int, date], ...]:
        return tuple((due.entry, due.typed) for each in self.sent for due in each.dues if due.typed)

    def under(self, entry: int, term: Term | None) -> Self:
        return structs.replace(self, sent=tuple(each.under(entry, term) for each in self.sent))

    def steps_of(self, sent: SentTransfer) -> tuple[TransferStep, ...]:
        """Returns the steps of a transfer in the order in which they became known here."""
        return _rising(
            TransferStep(day_of(self.log, each.entry), TransferState.SENT) if isinstance(each, Due) else each
            for each in sent.in_order()
        )

    def answered(self) -> tuple[TransferStep, ...]:
        """What this derived matter says of the transfer that it came with."""
        words = {"deliver": TransferState.DELIVERED, "accept": TransferState.ACCEPTED, "return": TransferState.RETURNED}
        return tuple(TransferStep(each.on, words[each.command]) for each in self.log if each.command in words)


def _rising(steps: Iterable[TransferStep]) -> tuple[TransferStep, ...]:
    """Each on the day of the one before it at the earliest: two calendars may disagree."""
    rising: list[TransferStep] = []
    for day, state in steps:
        rising.append(TransferStep(max(day, rising[-1].day) if rising else day, state))
    return tuple(rising)


def of_each_level(*lists: tuple[DatedLevel, ...]) -> tuple[DatedLevel, ...]:
    """Each level once, on its first day, in the order of the days; of one day from below to above."""
    first: dict[str, DatedLevel] = {}
    for each in sorted(
        (entry for entries in lists for entry in entries), key=lambda entry: (entry.day, _RANK[entry.level])
    ):
        first.setdefault(each.level, each)
    return tuple(first.values())
