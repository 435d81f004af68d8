"""A naive replay of matters: the commands that a service accepted, decided and applied by the rules of the domain alone."""

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from shared.committee.matter_texts import texts_of
from shared.committee.matters.kind import AnyKind
from shared.contracts.subjects import Subject, id_of
from shared.contracts.vocabulary import Level
from shared.domain.admission import DecisionContext
from shared.domain.charters.charters import Charters
from shared.domain.command import Command, Correct
from shared.domain.consultations.follow_up_commands import CompletedRequestComments, RequestComments
from shared.domain.consultations.research_commands import CompletedSignOff, SignOff
from shared.domain.event import DomainEvent
from shared.domain.opinions import commands as opinions
from shared.domain.proposals import review_commands as proposals
from shared.domain.proposals.review_commands import CompletedFile, CompletedSubmit, File, Submit
from shared.domain.visits.commands import CompletedReportVisit, ReportVisit


@dataclass
class ReplayedMatter:
    """A matter: its newest state and title, the number of its suggestions, and its events, each with the facts after it."""

    kind: AnyKind
    state: Any
    title: str
    suggestions: int
    events: list[tuple[DomainEvent[Any], Any]]


@dataclass(kw_only=True)
class NaiveReplay:
    """The matters of an organization, replayed by the charter of each day. It knows which numbers the service gives.

    It does what no rule of the domain does: it counts filings and issues, and records mergers on the other side.
    """

    charters: Charters
    organization: str
    matters: dict[str, ReplayedMatter] = field(default_factory=dict)
    begun: Counter[tuple[Subject, int]] = field(default_factory=Counter)
    filed: Counter[int] = field(default_factory=Counter)
    issued: Counter[int] = field(default_factory=Counter)

    def begin(self, kind: AnyKind, body: dict[str, Any], today: date) -> str:
        """Begins a matter with the body of its request; returns its id."""
        new = TypeAdapter(kind.new).validate_json(json.dumps(body))
        event = kind.decide(None, new.command(Level.COUNTY), context=self._context(new.command(Level.COUNTY), today))
        state = kind.evolve(None, event)
        id = self._next(kind.subject, state.year)
        suggestions = len(getattr(new, "suggestions", ()))
        self.matters[id] = ReplayedMatter(kind, state, new.title, suggestions, [(event, state.facts())])
        return id

    def execute(self, id: str, name: str, body: dict[str, Any], today: date) -> None:
        """Gives a matter a command with the body of its request."""
        command = TypeAdapter(self.matters[id].kind.commands[name]).validate_json(json.dumps(body))
        self._execute(id, command, today)

    def _next(self, subject: Subject, year: int) -> str:
        self.begun[subject, year] += 1
        return id_of(self.organization, subject, year, self.begun[subject, year])

    def _execute(self, id: str, command: Command, today: date) -> None:
        matter = self.matters[id]
        context = self._context(command, today)
        decided = matter.kind.decide(matter.state, self._completed(matter, command), context=context)
        event = replace(decided, command=self._with_others(id, decided.command, today, context))
        matter.state = matter.kind.evolve(matter.state, event)
        matter.title = texts_of(command).get("title") or matter.title
        if (suggestions := getattr(command, "suggestions", None)) is not None:
            matter.suggestions = len(suggestions)
        matter.events.append((event, matter.state.facts()))

    def _context(self, command: Command, today: date) -> DecisionContext:
        charter = self.charters.on(command.on or today, self.organization)
        corrected = self.charters.on(command.day, self.organization) if isinstance(command, Correct) else None
        return DecisionContext(
            organization=self.organization, level=Level.COUNTY, charter=charter, today=today, corrected=corrected
        )

    def _completed(self, matter: ReplayedMatter, command: Command) -> Command:
        """Returns the command with what the service knows before the decision."""
        match command:
            case Submit():
                return CompletedSubmit(**vars(command), suggestion_count=matter.suggestions)
            case opinions.SubmitOpinion(level=None):
                return replace(command, level=Level.NATION)
        return command

    def _with_others(self, id: str, command: Command, today: date, context: DecisionContext) -> Command:
        """Returns the decided command with what the service adds; executes what the command entails on other matters."""
        match command:
            case File():
                year = self.matters[id].state.year
                self.filed[year] += 1
                written = context.charter.filing_number.format(number=self.filed[year], year=year)
                return CompletedFile(**vars(command) | {"number": self.filed[year]}, filing_number=written)
            case opinions.Issue():
                year = (command.on or today).year
                self.issued[year] += 1
                written = context.charter.issue_number.format(number=self.issued[year], year=year)
                named = vars(command) | {"number": self.issued[year]}
                return opinions.CompletedIssue(**named, issue=f"{command.periodical}{written}")
            case Correct(step=int(step)):
                self._correct_absorption(id, command, step, today)
            case RequestComments():
                return CompletedRequestComments(**vars(command), organizations=("",) * len(command.addressees))
            case SignOff():
                return CompletedSignOff(**vars(command))
            case ReportVisit():
                return CompletedReportVisit(
                    **vars(command), matter=self._next(Subject.OPINION, (command.on or today).year)
                )
            case proposals.MergeProposal() | opinions.MergeOpinion():
                return self._merge(id, command, today)
            case opinions.FeedBack():
                reason = command.delay_reason or "一并答复"
                for each in self.matters[id].state.absorbed:
                    self._execute(each.matter, replace(command, delay_reason=reason), today)
        return command

    def _correct_absorption(self, id: str, command: Correct, step: int, today: date) -> None:
        """Corrects the absorptions that the corrected step, if it is a merger, has entailed."""
        state = self.matters[id].state
        if state.log[step - 1].command == "merge":
            merged = {id, *(each.matter for each in state.absorbed)}
            for entry, matter in self.matters[state.merged_into].state.mergers():
                if matter in merged:
                    self._execute(state.merged_into, replace(command, step=entry), today)

    def _merge(self, id: str, command: proposals.MergeProposal | opinions.MergeOpinion, today: date) -> Command:
        """Lets the matter at the end of the chain absorb this one, and those that were merged into it; returns the command with it."""
        state, into = self.matters[id].state, command.into
        while self.matters[into].state.merged_into:
            into = self.matters[into].state.merged_into
        day: dict[str, Any] = {"on": command.on, "late_reason": command.late_reason}
        if isinstance(command, opinions.MergeOpinion):
            absorbs: list[Command] = [opinions.AbsorbOpinion(matter=id, **day)]
            absorbs += [opinions.AbsorbOpinion(matter=each.matter, **day) for each in state.absorbed]
        else:
            own = proposals.Absorb(matter=id, signatories=state.own_signatories, **day)
            earlier = (
                proposals.Absorb(matter=each.matter, signatories=each.signatories, **day) for each in state.absorbed
            )
            absorbs = [own, *earlier]
        for absorb in absorbs:
            self._execute(into, absorb, today)
        return replace(command, into=into)
