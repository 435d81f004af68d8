"""Request and response bodies of a consultation 协商 or another activity. Its texts never leave the service in events."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from shared.committee import matter_texts
from shared.committee.bodies import Line, StrictBody, Text, command_of
from shared.committee.kinds.consultations.columns import ConsultationRow, is_overdue
from shared.committee.kinds.consultations.follow_up_views import FollowUpView, follow_up_view
from shared.committee.kinds.consultations.participants import ParticipantView, participants
from shared.committee.matters.record import MatterDetails
from shared.committee.matters.schemas import Receipt, Summary, receipt_fields, summary_fields
from shared.contracts import consultation_vocabulary as vocabulary
from shared.contracts.subjects import LONGEST_ID
from shared.contracts.vocabulary import Level
from shared.domain.consultations.commands import OutcomeKind, RaiseTopic
from shared.domain.consultations.state import Consultation
from shared.domain.log import day_of
from shared.storage.attributes import from_attributes


@dataclass(frozen=True, kw_only=True)
class NewConsultation(StrictBody):
    """A new activity. `organization`: by default the account's own; `class`: its class. Title and content stay in the service."""

    organization: Line | None = None
    title: Line
    content: Text = ""
    activity: Annotated[vocabulary.ActivityClass, Field(alias="class")] = vocabulary.ActivityClass.CONSULTATION
    form: vocabulary.ActivityForm | None = None
    held_by: vocabulary.HeldBy | None = None
    sector: Line | None = None
    appraises: Annotated[Line | None, Field(max_length=LONGEST_ID)] = None
    year: int | None = None
    on: date | None = None
    late_reason: Text | None = None

    def command(self, level: Level) -> RaiseTopic:
        """Returns the command that the rules decide on."""
        return command_of(RaiseTopic, self, level=level)

    def texts(self) -> dict[str, str]:
        """Returns the texts, which are stored outside the state."""
        return {"content": self.content}


@dataclass(frozen=True, kw_only=True)
class ConsultationSummary(Summary):
    """A row of the list. `participants`: null before it was held; `made`, `adopted`, `done`: numbers of suggestions."""

    status: vocabulary.ConsultationState
    activity: Annotated[vocabulary.ActivityClass, Field(serialization_alias="class")]
    form: vocabulary.ActivityForm | None
    held_by: vocabulary.HeldBy | None
    sector: str | None
    planned_on: date | None
    held_on: date | None
    participants: int | None
    made: int
    adopted: int
    done: int


@dataclass(frozen=True, kw_only=True)
class SuggestionView:
    """A numbered suggestion, the days on which it was made, adopted and done, and the newest answer of a department.

    `referred_to`: the unit that answers it until `answer_until`.
    """

    number: int
    text: str
    made_on: date
    adopted_on: date | None
    done_on: date | None
    referred_to: str
    answer_until: date | None
    answered_on: date | None
    department: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class ConsultationView(ConsultationSummary, Receipt, FollowUpView):
    """An activity with its texts. `members` to `experts`: participants by kind; `questions` to `rejoinders`: of a consultation.

    The counts are null before it was held; `invited`, `attendees`, `absentees`: names.

    `appraises`: the research to which it comes back, `appraised_by`: the appraisals that came back to it;
    `planned_in`: the annual plan that it executes an item of.
    """

    status: vocabulary.ConsultationState
    content: str
    venue: str
    notice_due: date | None
    notice_sent_on: date | None
    papers_due: date | None
    papers_sent_on: date | None
    setting: vocabulary.Setting | None
    mobility: vocabulary.Mobility | None
    gathering: vocabulary.Gathering | None
    members: int | None
    departments: int | None
    public: int | None
    experts: int | None
    questions: int | None
    answers: int | None
    rejoinders: int | None
    invited: list[ParticipantView]
    attendees: list[str]
    absentees: list[str]
    suggestions: list[SuggestionView]
    outcome: OutcomeKind | None
    converted_to: list[str]
    outcome_text: str
    appraises: str | None
    appraised_by: list[str]
    planned_in: list[str]


def summary(row: ConsultationRow, today: date) -> ConsultationSummary:
    """Returns the row of the list for a row of `consultations`."""
    return from_attributes(
        ConsultationSummary,
        row,
        participants=row.participants if row.held_on else None,
        **summary_fields(row, vocabulary.ConsultationState, overdue=is_overdue(row.status, row.limit_on, today)),
    )


def detail(details: MatterDetails[Consultation]) -> ConsultationView:
    """Returns an activity with its suggestions."""
    state, attendees = details.state, _listed(details, "attendees")
    return from_attributes(
        ConsultationView,
        state,
        **asdict(summary(details.row, details.today)),
        **receipt_fields(details),
        **_counts(state),
        notice_sent_on=day_of(state.log, state.notice_sent) if state.notice_sent else None,
        papers_sent_on=day_of(state.log, state.papers_sent) if state.papers_sent else None,
        content=details.newest("content"),
        venue=details.newest("venue"),
        outcome_text=details.newest("outcome_text"),
        appraised_by=sorted(details.related),
        planned_in=list(details.referred_by),
        suggestions=list(_suggestions(details)),
        invited=participants(state, details.texts, attendees),
        attendees=attendees,
        absentees=_listed(details, "absentees"),
        converted_to=list(state.converted_to),
        **vars(follow_up_view(state, details.texts)),
    )


def _counts(state: Consultation) -> dict[str, int | None]:
    """Returns the counts of an activity by name; None for those that nobody has recorded yet, or that its class does not have."""
    held = state.held_on is not None
    has_exchange = held and state.activity is vocabulary.ActivityClass.CONSULTATION
    names = dict.fromkeys(("members", "departments", "public", "experts"), held)
    names |= dict.fromkeys(("questions", "answers", "rejoinders"), has_exchange)
    return {name: getattr(state, name) if recorded else None for name, recorded in names.items()}


def _listed(details: MatterDetails[Consultation], field: str) -> list[str]:
    """Returns the lines of a listed text of all steps."""
    return [text for step in sorted(details.texts) for text in matter_texts.listed(details.texts[step], field)]


def _suggestions(details: MatterDetails[Consultation]) -> list[SuggestionView]:
    log, texts = details.state.log, matter_texts.newest_list(details.texts, "suggestions")
    return [
        SuggestionView(
            number=number,
            text=text,
            made_on=day_of(log, each.made),
            adopted_on=day_of(log, each.adopted) if each.adopted else None,
            done_on=day_of(log, each.done) if each.done else None,
            referred_to=details.texts.get(each.referred or 0, {}).get("department", ""),
            answer_until=each.until,
            answered_on=day_of(log, each.answered) if each.answered else None,
            department=details.texts.get(each.answered or 0, {}).get("department", ""),
            answer=details.texts.get(each.answered or 0, {}).get("answer", ""),
        )
        for number, (each, text) in enumerate(zip(details.state.suggestions, texts, strict=True), 1)
    ]
