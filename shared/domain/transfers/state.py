"""The transfers of a matter: where it came from, where it was sent, and its progress there."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Self, TypedDict

from msgspec import Struct, structs

from shared.contracts.dated import DatedAnswer, DatedLevel, DatedLimit, Sending, TransferStep
from shared.contracts.subjects import organization_of
from shared.contracts.vocabulary import Channel, Level, TransferState
from shared.domain.command import Command
from shared.domain.log import STEPLESS, day_of
from shared.domain.matter import Matter
from shared.domain.terms import Due, Term
from shared.domain.transfers.commands import Deliver, Resend, Send, UrgeTransfer

_APPLIES_TO = {
    Resend.name: (TransferState.SENT, TransferState.RETURNED),
    UrgeTransfer.name: (TransferState.DELIVERED,),
}
"""Command -> the states of a transfer that it applies to."""

_RANK = {level: rank for rank, level in enumerate(reversed(Level))}


class SentTransfer(Struct, frozen=True, kw_only=True):
    """A transfer of the matter. `dues`: a limit for each time it was sent; `answers`: the steps that the addressee reported.

    `answers_before`: for each due, the number of answers that became known before it. `urgings`: the log entries of the urgings since the
    newest due.
    """

    transfer: str
    to: str
    dues: tuple[Due, ...]
    answers: tuple[TransferStep, ...] = ()
    answers_before: tuple[int, ...] = (0,)
    urgings: tuple[int, ...] = ()

    def resent(self, due: Due) -> "SentTransfer":
        """Returns the transfer sent once more, after every answer known so far."""
        before = (*self.answers_before, len(self.answers))
        return structs.replace(self, dues=(*self.dues, due), answers_before=before, urgings=())

    def urged_by(self, entry: int) -> "SentTransfer":
        """Returns the transfer whose addressee was urged once more, by this log entry."""
        return structs.replace(self, urgings=(*self.urgings, entry))

    def with_term(self, entry: int, term: Term | None) -> "SentTransfer":
        """Returns the transfer with another term for the limit that a log entry set."""
        return structs.replace(self, dues=tuple(due.with_term(entry, term) for due in self.dues))

    def with_answers(self, answers: tuple[TransferStep, ...]) -> "SentTransfer":
        """Returns the transfer with the answers reported now; those reported for the first time come after every due."""
        return structs.replace(
            self, answers=answers, answers_before=tuple(min(count, len(answers)) for count in self.answers_before)
        )

    def in_order(self) -> Iterator[Due | TransferStep]:
        """Yields dues and answers in the order in which they became known."""
        yielded = 0
        for due, count in zip(self.dues, self.answers_before, strict=True):
            yield from self.answers[yielded:count]
            yield due
            yielded = count
        yield from self.answers[yielded:]


class LatestNotice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The newest notice of a matter that another organization derived from this one."""

    matter: str
    transfer: str
    version: tuple[int, int]
    state: str
    adopted: tuple[DatedLevel, ...] = ()
    instructed: tuple[DatedLevel, ...] = ()
    fed_back: tuple[date, ...] = ()
    answers: tuple[DatedAnswer, ...] = ()
    closed: date | None = None


class ReceivedFields(TypedDict):
    """The fields of a matter that another organization sent, as its delivery states them."""

    year: int
    channel: Channel
    online: bool
    transfer: str
    chain: tuple[str, ...]


def received_fields(sent: Deliver) -> ReceivedFields:
    """Returns the fields of a matter that begins with this delivery."""
    return {
        "year": sent.year,
        "channel": sent.channel,
        "online": sent.online,
        "transfer": sent.transfer,
        "chain": sent.chain,
    }


class TransferableMatter(Matter, frozen=True, kw_only=True, omit_defaults=True):
    """A matter that can be sent to other organizations. `transfer`: the transfer that it was received with; `chain`: its origins.

    `merged_into`: the matter of the same organization that it was merged into.
    """

    transfer: str | None = None
    chain: tuple[str, ...] = ()
    sent: tuple[SentTransfer, ...] = ()
    followed: tuple[LatestNotice, ...] = ()
    merged_into: str | None = None

    @property
    def derived(self) -> bool:
        """Returns whether the matter is derived from one of another organization."""
        return bool(self.chain)

    def mergers(self) -> tuple[tuple[int, str], ...]:
        """Returns the log entry of each merger of another matter into this one, and the id of that matter."""
        return ()

    def recognitions(self) -> tuple[tuple[DatedLevel, ...], tuple[DatedLevel, ...], tuple[date, ...]]:
        """Returns what notices to the origins contain: adoptions, instructions and answers of this organization; empty for most kinds."""
        return (), (), ()

    def recognized_level(self, _entry: int, /) -> Level | None:
        """Returns the level of the adoption or instruction that a log entry records; None for most kinds."""
        return None

    def answered_rounds(self) -> tuple[tuple[DatedAnswer, ...], date | None]:
        """Returns what notices to the origins contain of the handling here: answers and the day of the closing; empty for most kinds."""
        return (), None

    def can(self, command: str) -> bool:
        """Returns whether there is something that the command applies to: of a resend or an urging, a transfer in such a state."""
        states = _APPLIES_TO.get(command)
        return states is None or any(self.steps_of(each)[-1].state in states for each in self.sent)

    @property
    def moved_on(self) -> bool:
        """Returns whether there was a step after the last sending."""
        steps = (entry.command for entry in reversed(self.log) if entry.command not in STEPLESS)
        return next(steps, None) not in {Send.name, Resend.name}

    @property
    def returned(self) -> bool:
        """Returns whether a transfer was returned and not sent again."""
        return any(self.steps_of(each)[-1].state is TransferState.RETURNED for each in self.sent)

    def ordering_keys(self, command: Command) -> tuple[str, ...]:
        """Returns the transfer that the command concerns."""
        return (f"transfer:{command.transfer}",) if isinstance(command, Send | Resend | UrgeTransfer) else ()

    def origin_organizations(self) -> frozenset[str]:
        """Returns the organizations of its origins."""
        return frozenset(map(organization_of, self.chain))

    def sending(self, transfer: str) -> SentTransfer | None:
        return next((each for each in self.sent if each.transfer == transfer), None)

    def sendings(self) -> tuple[Sending, ...]:
        """Returns each transfer with its dated steps and limits, for the facts."""
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

    def with_term(self, entry: int, term: Term | None) -> Self:
        return structs.replace(self, sent=tuple(each.with_term(entry, term) for each in self.sent))

    def steps_of(self, sent: SentTransfer) -> tuple[TransferStep, ...]:
        """Returns the steps of a transfer in the order in which they became known here."""
        return _rising(
            TransferStep(day_of(self.log, each.entry), TransferState.SENT) if isinstance(each, Due) else each
            for each in sent.in_order()
        )

    def received_steps(self) -> tuple[TransferStep, ...]:
        """Returns the steps, at this organization, of the transfer that the matter was received with."""
        states = {
            "deliver": TransferState.DELIVERED,
            "accept": TransferState.ACCEPTED,
            "return": TransferState.RETURNED,
        }
        return tuple(TransferStep(each.on, states[each.command]) for each in self.log if each.command in states)


def _rising(steps: Iterable[TransferStep]) -> tuple[TransferStep, ...]:
    """Returns the steps with no day before that of the preceding step, because the days of two organizations may disagree."""
    rising: list[TransferStep] = []
    for day, state in steps:
        rising.append(TransferStep(max(day, rising[-1].day) if rising else day, state))
    return tuple(rising)


def of_each_level(*lists: tuple[DatedLevel, ...]) -> tuple[DatedLevel, ...]:
    """Returns each level once, on its first day, in the order of the days; levels of one day from the lowest to the highest."""
    first: dict[str, DatedLevel] = {}
    for each in sorted(
        (entry for entries in lists for entry in entries), key=lambda entry: (entry.day, _RANK[entry.level])
    ):
        first.setdefault(each.level, each)
    return tuple(first.values())
