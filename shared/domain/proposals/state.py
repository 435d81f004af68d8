"""The state of a proposal, as the rules need it. Texts and names are not in here."""

from datetime import date
from typing import Literal

from msgspec import Struct

from shared.contracts.dated import DatedOutcome, Limit, ProposalStep, Rating
from shared.contracts.facts import ProposalFacts
from shared.contracts.vocabulary import Answer, Channel, Outcome, ProposalState
from shared.domain.comparison import name_key
from shared.domain.log import day_of
from shared.domain.proposals.commands import Kind, Rehandle
from shared.domain.transfers.state import Due, Travelling

Part = Literal["lead", "sole", "separate", "co"]
"""主办, 独办, 分办, 会办."""


class Assignment(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One unit's part; the numbers name the log entries of its acknowledgement and of its newest countersignature."""

    unit: str
    part: Part
    acknowledged: int | None = None
    countersigned: int | None = None

    @property
    def answers(self) -> bool:
        """Whether this unit owes a reply."""
        return self.part != "co"


class UnitReply(Struct, frozen=True, kw_only=True):
    """A unit's reply, given with a log entry."""

    entry: int
    unit: str
    scheme: str
    answer_class: str
    outcome: Outcome


class Form(Struct, frozen=True, kw_only=True):
    """A signatory's feedback form, returned with a log entry."""

    entry: int
    signatory: int
    process: Answer
    result: Answer


class Proposal(Travelling, frozen=True, kw_only=True, omit_defaults=True):
    """A proposal 提案."""

    kind: Kind
    channel: Channel
    online: bool
    signatories: int
    assignments: tuple[Assignment, ...] = ()
    dues: tuple[Due, ...] = ()
    replies: tuple[UnitReply, ...] = ()
    forms: tuple[Form, ...] = ()
    merged_into: str | None = None
    ground: str | None = None

    @property
    def status(self) -> ProposalState:
        return ProposalState(self.named_status)

    @property
    def limit(self) -> date | None:
        """The day by which the reply is due."""
        return self.dues[-1].limit if self.dues else None

    def limits_set(self) -> tuple[tuple[int, date], ...]:
        return (*((due.entry, due.limit) for due in self.dues), *Travelling.limits_set(self))

    def assignment(self, unit: str) -> Assignment | None:
        """Returns the part of a unit, whichever way its name is spelled."""
        key = name_key(unit)
        return next((assignment for assignment in self.assignments if name_key(assignment.unit) == key), None)

    def replied(self, unit: str, *, before: int | None = None) -> UnitReply | None:
        """A unit's newest reply since the last re-handling, at or before a log entry."""
        end = before or self.sequence
        begin = self.handled_since(before=end)
        return next(
            (reply for reply in reversed(self.replies) if reply.unit == unit and begin < reply.entry <= end), None
        )

    def handled_since(self, *, before: int | None = None) -> int:
        """The log entry of the last re-handling, since which replies count; 0 where there was none."""
        entries = enumerate(self.log[:before], 1)
        return max((number for number, entry in entries if entry.status == ProposalState.REHANDLING), default=0)

    @property
    def rounds(self) -> int:
        """How often it was handed back for another reply."""
        return sum(entry.command == Rehandle.name for entry in self.log)

    def countersigned(self, part: Assignment) -> int | None:
        """Returns the log entry of a co-handler's countersignature in this round; each new reply needs one."""
        given = part.countersigned
        return given if given is not None and given > self.handled_since() else None

    def facts(self) -> ProposalFacts:
        """What goes into the event."""
        return ProposalFacts(
            year=self.year,
            channel=self.channel,
            online=self.online,
            signatories=self.signatories,
            steps=tuple(ProposalStep(entry.on, ProposalState(entry.status)) for entry in self.log if entry.status),
            limits=tuple(Limit(day_of(self.log, due.entry), due.limit) for due in self.dues),
            outcomes=tuple(self._outcomes()),
            ratings=tuple(
                Rating(day_of(self.log, form.entry), form.signatory, form.process, form.result) for form in self.forms
            ),
            chain=self.chain,
            sendings=self.sendings(),
        )

    def _outcomes(self) -> list[DatedOutcome]:
        """Each time the last due reply is in: the least favourable of the answers 分办 units have given."""
        favour = list(Outcome)
        outcomes = []
        for number, entry in enumerate(self.log, 1):
            if entry.status == ProposalState.FEEDBACK_REQUESTED:
                replies = [self.replied(each.unit, before=number) for each in self.assignments if each.answers]
                worst = max((reply.outcome for reply in replies if reply), key=favour.index)
                outcomes.append(DatedOutcome(entry.on, worst))
        return outcomes
