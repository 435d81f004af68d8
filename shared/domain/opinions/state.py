"""The state of an opinion report, as the rules need it, without texts and personal names."""

from datetime import date
from typing import Self

from msgspec import Struct, structs

from shared.contracts.dated import DatedLevel, OpinionStep
from shared.contracts.facts import OpinionFacts
from shared.contracts.vocabulary import Channel, Level, OpinionState, Recorded
from shared.domain.command import Command
from shared.domain.comparison import name_key
from shared.domain.log import day_of
from shared.domain.opinions.commands import Adopt, AnswerReferral, FeedBack, Instruct, Issue, Refer, SubmitOpinion
from shared.domain.terms import Due, Term
from shared.domain.transfers.state import TransferableMatter, of_each_level

_FURTHER = {
    "forward": OpinionState.FORWARDED,
    "submit": OpinionState.FORWARDED,
    "adopt": OpinionState.ADOPTED,
    "instruct": OpinionState.INSTRUCTED,
    "refer": OpinionState.REFERRED,
    "feed_back": OpinionState.FED_BACK,
}
"""Independent step -> the state that it leads to, unless a later one of this table is reached already."""


class Recognition(Struct, frozen=True, kw_only=True):
    """An adoption or instruction on a level, or a submission to it. `entry`: the number of its log entry."""

    entry: int
    level: Level


class Referral(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A referral 转办 to a unit. `due`: the limit of its reply; `answer`: the number of the log entry of the reply."""

    unit: str
    due: Due
    answer: int | None = None


class PrintedIssue(Struct, frozen=True, kw_only=True):
    """The issue of a periodical in which a report is printed, as the charter writes it. `entry`: the number of its log entry."""

    entry: int
    name: str


class AbsorbedOpinion(Struct, frozen=True, kw_only=True):
    """A report that was merged into this one. `entry`: the number of the log entry of the merger."""

    entry: int
    matter: str


class Opinion(TransferableMatter, frozen=True, kw_only=True, omit_defaults=True):
    """An opinion report 社情民意信息. `due`: the limit for the answer to the person.

    `converted_from`, `visit`: the proposal or the visit that it comes from; `opinion_call`: the call 约稿 that it answers.
    """

    channel: Channel
    online: bool
    due: Due | None = None
    adoptions: tuple[Recognition, ...] = ()
    instructions: tuple[Recognition, ...] = ()
    submissions: tuple[Recognition, ...] = ()
    answers: tuple[int, ...] = ()
    referrals: tuple[Referral, ...] = ()
    issue: PrintedIssue | None = None
    absorbed: tuple[AbsorbedOpinion, ...] = ()
    records: tuple[Recorded, ...] = ()
    converted_from: str | None = None
    visit: str | None = None
    opinion_call: str | None = None

    @property
    def status(self) -> OpinionState:
        return OpinionState(self.named_status)

    def limits_set(self) -> tuple[tuple[int, date], ...]:
        dues = (*([self.due] if self.due else []), *(each.due for each in self.referrals))
        own = ((due.entry, due.typed) for due in dues if due.typed)
        return (*own, *TransferableMatter.limits_set(self))

    @property
    def answer_limit(self) -> date | None:
        """Returns the day by which the person is to be answered, if any."""
        return self.due.limit(self.log) if self.due else None

    @property
    def limit(self) -> date | None:
        """Returns the earliest day by which something is due: the answer to the person, or the reply of a unit."""
        replies = (each.due.limit(self.log) for each in self.open_referrals)
        return min((day for day in (self.answer_limit, *replies) if day), default=None)

    @property
    def open_referrals(self) -> tuple[Referral, ...]:
        """Returns the referrals without a reply, the one that is due first at the beginning."""
        waiting = (each for each in self.referrals if each.answer is None)
        return tuple(sorted(waiting, key=lambda each: each.due.limit(self.log)))

    @property
    def units_to_answer(self) -> tuple[str, ...]:
        """Returns the units whose reply is missing, the one whose limit is first at the beginning."""
        return tuple(each.unit for each in self.open_referrals)

    def with_term(self, entry: int, term: Term | None) -> Self:
        referrals = tuple(structs.replace(each, due=each.due.with_term(entry, term)) for each in self.referrals)
        moved = structs.replace(self, due=self.due and self.due.with_term(entry, term), referrals=referrals)
        return TransferableMatter.with_term(moved, entry, term)

    def can(self, command: str) -> bool:
        """Returns whether there is something that the command applies to; a report past editing is edited only after a return."""
        if command == "edit" and self.status not in (OpinionState.COLLECTED, OpinionState.EDITED):
            return self.returned
        if command == AnswerReferral.name:
            return bool(self.open_referrals)
        return super().can(command)

    def ordering_keys(self, command: Command) -> tuple[str, ...]:
        """Returns the level of a recognition or submission, the unit of a referral, the answers or the transfer that a command concerns."""
        match command:
            case Adopt(level=level):
                return (f"adoption:{level}",)
            case Instruct(level=level):
                return (f"instruction:{level}",)
            case SubmitOpinion(level=level):
                return (f"submission:{level}",)
            case Refer(unit=unit):
                return (f"referral:{name_key(unit)}",)
            case AnswerReferral(unit=unit):
                return tuple(f"referral:{name_key(each)}" for each in ([unit] if unit else self.units_to_answer[:1]))
            case FeedBack() | Issue():
                return (command.name,)
        return TransferableMatter.ordering_keys(self, command)

    def dated_states(self) -> list[tuple[date, str]]:
        """Returns the states in the order of their days, without independent steps before whose day a later state was reached."""
        shared = [(entry.on, entry.status) for entry in self.log if entry.status and entry.command not in _FURTHER]
        ranks = list(dict.fromkeys(_FURTHER.values()))
        steps = sorted(
            (entry.on, ranks.index(_FURTHER[entry.command])) for entry in self.log if entry.command in _FURTHER
        )
        further: list[tuple[date, str]] = []
        if self.merged_into is not None:  # it was answered with the report that it was merged into, and stays merged
            return shared
        reached = -1
        for day, rank in steps:
            if rank > reached:
                further.append((day, str(ranks[rank])))
                reached = rank
        return [*shared, *further]

    def adopted(self) -> tuple[DatedLevel, ...]:
        """Returns the levels of adoption, by this organization and by those that the report was sent to."""
        return of_each_level(self._dated(self.adoptions), *(each.adopted for each in self.followed))

    def instructed(self) -> tuple[DatedLevel, ...]:
        return of_each_level(self._dated(self.instructions), *(each.instructed for each in self.followed))

    def recognized_level(self, entry: int, /) -> Level | None:
        """Returns the level of the adoption or instruction that a log entry records; None where it records neither."""
        return next((each.level for each in (*self.adoptions, *self.instructions) if each.entry == entry), None)

    def mergers(self) -> tuple[tuple[int, str], ...]:
        return tuple((each.entry, each.matter) for each in self.absorbed)

    def recognitions(self) -> tuple[tuple[DatedLevel, ...], tuple[DatedLevel, ...], tuple[date, ...]]:
        """Returns the adoptions, instructions and answers of this organization only: each organization gives notice of its own."""
        answered = tuple(sorted(day_of(self.log, entry) for entry in self.answers))
        return self._dated(self.adoptions), self._dated(self.instructions), answered

    def fed_back(self) -> tuple[date, ...]:
        """Returns the days of the answers, by this organization and by those that the report was sent to."""
        ours = [day_of(self.log, entry) for entry in self.answers]
        return tuple(sorted(ours + [day for each in self.followed for day in each.fed_back]))

    def _dated(self, recognitions: tuple[Recognition, ...]) -> tuple[DatedLevel, ...]:
        return of_each_level(tuple(DatedLevel(each.level, day_of(self.log, each.entry)) for each in recognitions))

    def facts(self) -> OpinionFacts:
        """Returns the facts for the event."""
        return OpinionFacts(
            year=self.year,
            channel=self.channel,
            online=self.online,
            steps=tuple(OpinionStep(day, OpinionState(state)) for day, state in self.dated_states()),
            adopted=self.adopted(),
            instructed=self.instructed(),
            fed_back=self.fed_back(),
            chain=self.chain,
            sendings=self.sendings(),
            records=self.records,
        )
