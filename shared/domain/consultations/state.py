"""The state of a consultation or another activity, as the rules need it, without texts and names."""

from datetime import date
from typing import Self

from msgspec import Struct, structs

from shared.contracts.consultation_vocabulary import (
    ActivityClass,
    ActivityForm,
    ConsultationState,
    Gathering,
    HeldBy,
    Mobility,
    Setting,
)
from shared.contracts.dated import ConsultationStep, Suggestion
from shared.contracts.facts import ConsultationFacts
from shared.contracts.vocabulary import Level
from shared.domain.command import Command
from shared.domain.consultations.commands import (
    AnswerSuggestion,
    ConvertOutcome,
    OutcomeKind,
    ReceiveFeedback,
    ReferSuggestion,
    SendNotice,
    SendPapers,
    SubmitOutcome,
)
from shared.domain.consultations.follow_up import FollowUp, ordering_key
from shared.domain.consultations.participant_commands import Invite
from shared.domain.consultations.research_commands import FormGroups
from shared.domain.consultations.suggestion_commands import AddSuggestions, CompletedAddSuggestions, RewordSuggestion
from shared.domain.log import day_of
from shared.domain.matter import Matter
from shared.domain.terms import Term


class Numbered(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A suggestion: the numbers of the log entries with which it was made, adopted, done, answered last and referred last.

    `until`: the limit of the answer of the unit to which it is referred.
    """

    made: int
    adopted: int | None = None
    done: int | None = None
    answered: int | None = None
    referred: int | None = None
    until: date | None = None

    @property
    def is_open(self) -> bool:
        """Returns whether the suggestion is neither referred nor answered nor adopted."""
        return self.referred is None and self.answered is None and self.adopted is None


class Consultation(Matter, frozen=True, kw_only=True, omit_defaults=True):
    """An activity of a committee: a consultation 协商, research 调研, an inspection 视察, an appraisal 民主评议."""

    activity: ActivityClass
    level: Level
    form: ActivityForm | None = None
    planned: date | None = None
    notice_due: date | None = None
    papers_due: date | None = None
    invited: int | None = None
    notice_sent: int | None = None
    papers_sent: int | None = None
    held_by: HeldBy | None = None
    sector: str | None = None
    setting: Setting | None = None
    mobility: Mobility | None = None
    gathering: Gathering | None = None
    participants: int = 0
    members: int = 0
    departments: int = 0
    public: int = 0
    experts: int = 0
    suggestions: tuple[Numbered, ...] = ()
    questions: int = 0
    answers: int = 0
    rejoinders: int = 0
    outcome: OutcomeKind | None = None
    converted_to: tuple[str, ...] = ()
    appraises: str | None = None
    follow_up: FollowUp = FollowUp()

    @property
    def status(self) -> ConsultationState:
        return ConsultationState(self.named_status)

    def ordering_keys(self, command: Command) -> tuple[str, ...]:
        """Returns the suggestions that feedback names, or the matter that the outcome became."""
        match command:
            case ReceiveFeedback(adopted=adopted, done=done):
                return tuple(f"suggestion:{number}" for number in sorted({*adopted, *done})) or ("feedback",)
            case Invite() | SendNotice() | SendPapers():
                return (command.name,)
            case ReferSuggestion(number=number) | AnswerSuggestion(number=number):
                return (f"answer:{number}",)
            case RewordSuggestion(number=number):
                return (f"suggestion:{number}", f"answer:{number}")
            case AddSuggestions():
                added = command.added if isinstance(command, CompletedAddSuggestions) else len(command.suggestions)
                first, end = len(self.suggestions) + 1, len(self.suggestions) + 1 + added
                return tuple(f"{part}:{number}" for number in range(first, end) for part in ("suggestion", "answer"))
            case ConvertOutcome(to=to):
                return (f"conversion:{to}",)
        key = ordering_key(self.follow_up, command)
        return () if key is None else (key,)

    def can(self, command: str) -> bool:
        """Returns whether a command is about this class of activity, and what it follows or is about is there."""
        match command:
            case FormGroups.name:
                return self.activity is ActivityClass.RESEARCH
            case AnswerSuggestion.name:
                return bool(self.suggestions)
            case ReferSuggestion.name:
                return any(each.answered is None for each in self.suggestions)
            case RewordSuggestion.name:
                return any(each.is_open for each in self.suggestions)
            case SubmitOutcome.name:
                return self.follow_up.is_report_complete
        return self.follow_up.can(command)

    @property
    def held_on(self) -> date | None:
        """Returns the day on which the activity was held; None before."""
        return next((entry.on for entry in self.log if entry.status == ConsultationState.HELD), None)

    def day_begun(self, number: int) -> date:
        """Returns the day from which the state of a log entry holds: for feedback the earliest, whichever was recorded first."""
        first = self.log[number - 1].command
        same = first == ReceiveFeedback.name
        return min(entry.on for entry in self.log if entry.command == first) if same else day_of(self.log, number)

    def with_term(self, entry: int, term: Term | None) -> Self:
        return structs.replace(self, follow_up=self.follow_up.with_term(entry, term))

    def limits_set(self) -> tuple[tuple[int, date], ...]:
        return self.follow_up.limits_set()

    def facts(self) -> ConsultationFacts:
        """Returns the facts for the event."""
        round, evaluation = self.follow_up.round, self.follow_up.evaluation
        return ConsultationFacts(
            year=self.year,
            level=self.level,
            activity=self.activity,
            form=self.form,
            steps=tuple(ConsultationStep(day, ConsultationState(state)) for day, state in self.dated_states()),
            participants=self.participants,
            held_by=self.held_by,
            sector=self.sector,
            setting=self.setting,
            mobility=self.mobility,
            gathering=self.gathering,
            members=self.members,
            departments=self.departments,
            public=self.public,
            experts=self.experts,
            questions=self.questions,
            answers=self.answers,
            rejoinders=self.rejoinders,
            comments_requested=None if round is None else day_of(self.log, round.entry),
            comments_asked=0 if round is None else len(round.comments),
            comments=() if round is None else tuple(sorted(day_of(self.log, each) for each in round.comments if each)),
            evaluated=None if evaluation is None else day_of(self.log, evaluation.entry),
            suggestions=tuple(
                Suggestion(day_of(self.log, each.made), self._day(each.adopted), self._day(each.done))
                for each in self.suggestions
            ),
            instructed=tuple(each.fact(self.log) for each in self.follow_up.instructions),
        )

    def _day(self, entry: int | None) -> date | None:
        return None if entry is None else day_of(self.log, entry)
