"""The state of a proposal, as the rules need it, without texts and personal names."""

from collections.abc import Mapping
from datetime import date
from typing import Self

from msgspec import structs

from shared.contracts.dated import DatedLimit, DatedLookBack, ProposalStep
from shared.contracts.facts import ProposalFacts
from shared.contracts.vocabulary import Channel, ProposalState, Recorded, Theme, TransferState
from shared.domain.charters.values import Stage
from shared.domain.command import Command
from shared.domain.log import Entry, day_of
from shared.domain.proposals.answers import FollowedUpMatter
from shared.domain.proposals.assignment_commands import AcceptReturn, KeepAssignment, PassOn, Reassign, RequestReturn
from shared.domain.proposals.assignments import Appraisal, Form, UnitStep
from shared.domain.proposals.contact_commands import RecordContact
from shared.domain.proposals.contacts import are_contacts_ordered
from shared.domain.proposals.draft_commands import EditProposal
from shared.domain.proposals.feedback import MOST_SIGNATORIES
from shared.domain.proposals.feedback_commands import Appraise, CloseProposal, Rate
from shared.domain.proposals.flags import Flags, are_flags_ordered
from shared.domain.proposals.follow_up_commands import FollowSuggestions, LookBack
from shared.domain.proposals.handling_commands import Acknowledge, Countersign, Reply, Urge
from shared.domain.proposals.reply_review_commands import DraftReply, ReviewReply
from shared.domain.proposals.review_commands import Absorb, DraftProposal, Submit
from shared.domain.proposals.suggestions import (
    are_suggestions_ordered,
    followed_suggestions,
    ordering_keys,
)
from shared.domain.proposals.vocabulary import ProposalType
from shared.domain.terms import Term
from shared.domain.transfers.state import TransferableMatter

_ANSWERS = (Reply.name, ReviewReply.name)
_DAYS_IN_ORDER = frozenset(
    {(Countersign.name, each) for each in (*_ANSWERS, DraftReply.name)}
    | {(each, judged) for each in _ANSWERS for judged in (Rate.name, Appraise.name)}
)
"""Pairs of commands whose days are ordered although their ordering keys differ.

The lead replies after the countersignatures, and a form or an appraisal judges the replies of its round.
"""
_AFTER_A_RETURN = frozenset((AcceptReturn.name, each) for each in (*_ANSWERS, DraftReply.name))


_APPLIES_TO: Mapping[str, str] = {
    "acknowledge": "units_to_acknowledge",
    "countersign": "units_to_countersign",
    "review_reply": "units_to_review",
    "request_return": "units_to_return",
    "accept_return": "units_requesting",
    "keep": "units_requesting",
    "reassign": "units_to_replace",
    "record_contact": "units_to_contact",
    "pass_on": "units_to_pass_on",
    "rate": "rounds_answered",
    "appraise": "rounds_answered",
    "accept_cosigning": "open_invitations",
    "decline_cosigning": "open_invitations",
    "look_back": "is_to_look_back",
    "follow_suggestions": "has_suggestions_to_follow",
}
"""Command -> the attribute of a proposal with what it applies to."""


class Proposal(FollowedUpMatter, frozen=True, kw_only=True, omit_defaults=True):
    """A proposal 提案."""

    kind: ProposalType
    channel: Channel
    online: bool
    ground: str | None = None
    flags: Flags = Flags()
    records: tuple[Recorded, ...] = ()
    converted_to: str | None = None
    converted_matter: str | None = None
    urgings: tuple[UnitStep, ...] = ()
    sector: str | None = None
    theme: Theme | None = None
    session_deadline: date | None = None
    filing_serial: int | None = None
    filing_number: str = ""

    @property
    def status(self) -> ProposalState:
        return ProposalState(self.named_status)

    @property
    def proposal_type(self) -> ProposalType:
        """Returns the kind of the draft; a session proposal that was submitted after the deadline of its session is an ordinary one."""
        submitted = next((entry.on for entry in self.log if entry.command == Submit.name), None)
        late = self.session_deadline is not None and submitted is not None and submitted > self.session_deadline
        return "ordinary" if late else self.kind

    def mergers(self) -> tuple[tuple[int, str], ...]:
        return tuple((each.entry, each.matter) for each in self.absorbed)

    @property
    def countersignatures_awaited(self) -> tuple[str, ...]:
        handled = self.status in {ProposalState.ASSIGNED, ProposalState.IN_HANDLING}
        return tuple(each.unit for each in self.countersignatures_missing) if handled else ()

    def with_term(self, entry: int, term: Term | None) -> Self:
        moved = structs.replace(
            self,
            dues=tuple(due.with_term(entry, term) for due in self.dues),
            flags=self.flags.with_term(entry, term),
            assignments=tuple(each.with_window(entry, term) for each in self.assignments),
        )
        return TransferableMatter.with_term(moved, entry, term)

    def ordering_keys(self, command: Command) -> tuple[str, ...]:
        """Returns the unit, the signatories, the flag or the transfer that the command concerns."""
        match command:
            case Acknowledge(unit=unit) | Countersign(unit=unit) | Reply(unit=unit):
                return (self._unit_key(unit),)
            case RequestReturn(unit=unit) | AcceptReturn(unit=unit) | KeepAssignment(unit=unit) | PassOn(unit=unit):
                return (self._unit_key(unit),)
            case RecordContact(unit=unit) | DraftReply(unit=unit) | ReviewReply(unit=unit):
                return (self._unit_key(unit),)
            case Reassign(unit=unit, to=to):
                return (self._unit_key(unit), self._unit_key(to))
            case Urge():
                return (f"urging:{len(self.urgings) + 1}",)
            case Rate(signatory=signatory):
                return (f"signatory:{signatory}",)
            case Appraise() | LookBack():
                return (command.name,)
            case Absorb(signatories=added):
                since = self.signatories + 1
                return tuple(f"signatory:{number}" for number in range(since, min(since + added, MOST_SIGNATORIES + 1)))
            case FollowSuggestions():
                return ordering_keys(command)
        return self.flags.ordering_keys(command) or super().ordering_keys(command)

    def _unit_key(self, unit: str) -> str:
        assignment = self.assignment(unit)
        return f"unit:{assignment.unit if assignment else unit}"

    def ordered(self, earlier: Entry, later: Entry) -> bool:
        if EditProposal.name in (earlier.command, later.command):  # a version of the draft orders nothing else
            return earlier.command == DraftProposal.name
        if earlier.command == Urge.name:
            return False  # the clock urges, too: steps before its day may still be typed
        judging = (Rate.name, Appraise.name)
        if CloseProposal.name in (earlier.command, later.command) and {earlier.command, later.command} & set(judging):
            return False
        apart = (are_flags_ordered, are_suggestions_ordered, are_contacts_ordered)
        independent = next((known for each in apart if (known := each(earlier, later)) is not None), None)
        if independent is not None:
            return independent
        pair = (earlier.command, later.command)
        ordered = TransferableMatter.ordered(self, earlier, later) or pair in _DAYS_IN_ORDER
        if pair in _AFTER_A_RETURN and any(not each.owes_reply for each in self.assignments):
            return True  # the lead replies after the return of a co-handler, without its countersignature
        if ordered and later.command in judging and earlier.command != Absorb.name:
            since = self.day_judged(earlier.on) if earlier.command in judging else earlier.on
            return since <= self.day_judged(later.on)
        return ordered

    def day_begun(self, number: int) -> date:
        """Returns the day from which the state of a log entry holds.

        That is the day of the earliest acknowledgement, of the latest due reply, or of the earliest form or score that returns it,
        or of the first answer elsewhere that it relies on.
        """
        entry = self.log[number - 1]
        if entry.status == ProposalState.FEEDBACK_REQUESTED and self.relies_on_others(number):
            return self.day_answered_elsewhere(number)
        match entry.command:
            case Acknowledge.name:
                return min(entry.on for entry in self.log if entry.command == Acknowledge.name)
            case Reply.name | ReviewReply.name:
                return max(day_of(self.log, reply.entry) for reply in self.current_replies(number))
            case Rate.name | Appraise.name:
                judgements: tuple[Form | Appraisal, ...] = (*self.forms, *self.appraisals)
                return min(
                    day_of(self.log, each.entry)
                    for each in judgements
                    if each.returns and self.last_rehandling_entry(before=each.entry) == number
                )
        return day_of(self.log, number)

    def limits_set(self) -> tuple[tuple[int, date], ...]:
        own = ((due.entry, due.typed) for due in self.dues if due.typed)
        return (*own, *self.flags.limits_set(), *TransferableMatter.limits_set(self))

    def can(self, command: str) -> bool:
        """Returns whether a unit or a signatory can give the command now, or, of other commands, whether they apply to anything."""
        match command:
            case "reply":
                return Stage.REPLY_REVIEW not in self.stages and bool(self.units_to_reply)
            case "draft_reply":
                return Stage.REPLY_REVIEW in self.stages and bool(self.units_to_draft)
            case "merge":
                return not self.replies and super().can("merge")
            case "withdraw":
                return not self.replies
            case _ if command in _APPLIES_TO:
                return bool(getattr(self, _APPLIES_TO[command]))
        return self.flags.can(command) and super().can(command)

    def awaits(self, decision: str) -> bool:
        """Returns whether the proposal waits for a decision; for another unit only where no other organization is to answer it."""
        elsewhere = any(self.steps_of(each)[-1].state is not TransferState.RETURNED for each in self.sent)
        needs_unit = bool(self.units_returned) and not elsewhere
        return self.can(decision) and (decision != "reassign" or needs_unit)

    def facts(self) -> ProposalFacts:
        """Returns the facts for the event."""
        handled = ProposalFacts(
            year=self.year,
            channel=self.channel,
            online=self.online,
            signatories=self.signatories,
            steps=tuple(ProposalStep(day, ProposalState(state)) for day, state in self.dated_states()),
            limits=tuple(DatedLimit(day_of(self.log, entry), limit) for entry, limit in self.limits_of()),
            outcomes=tuple(self.outcomes()),
            ratings=self.ratings(),
            chain=self.chain,
            sendings=self.sendings(),
            appraisals=self.scores(),
            rating_rounds=self.rating_rounds(),
            records=self.records,
            assignments=self.dated_assignments(),
            unit_classes=self.unit_classes(),
            look_backs=tuple(DatedLookBack(day_of(self.log, each.entry), each.result) for each in self.look_backs),
            type=self.type,
            sector=self.sector,
            theme=self.theme,
            suggestions=followed_suggestions(self.suggestions, self.log),
            contacts=self.dated_contacts(),
            extended=self.extensions(),
        )
        return self.flags.added_to(handled, self.log)
