"""Request and response bodies of an opinion report 社情民意信息. Its texts never leave the service in events, except sealed."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from shared.committee.bodies import Line, StrictBody, Text, command_of
from shared.committee.kinds.opinions.columns import OpinionRow, is_overdue
from shared.committee.matter_texts import newest_list
from shared.committee.matters.record import MatterDetails
from shared.committee.matters.schemas import Receipt, Summary, has_passed, receipt_fields, summary_fields
from shared.committee.messages.confirming_letters import letters_in
from shared.committee.messages.schemas import DerivedView, RecognitionView, recognitions
from shared.contracts.dated import DatedLevel
from shared.contracts.vocabulary import Channel, Level, OpinionState
from shared.domain.log import day_of
from shared.domain.opinions.commands import Adopt, Collect, Instruct
from shared.domain.opinions.obligations import ANSWERED
from shared.domain.opinions.state import Opinion, Recognition
from shared.storage.attributes import from_attributes

MOST_AUTHORS = 20
"""The most authors of a report."""


@dataclass(frozen=True, kw_only=True)
class NewOpinion(StrictBody):
    """A new report. `organization`: by default the account's own; `limit`: of the answer to the person, by default the charter's month.

    `authors`: who wrote it 撰稿人; `opinion_call`: the call 约稿 that it answers.
    Title, content, authors and source (the person it came from) stay in the service.
    """

    organization: Line | None = None
    title: Line
    content: Text = ""
    source: Text = ""
    authors: Annotated[tuple[Line, ...], Field(max_length=MOST_AUTHORS)] = ()
    channel: Channel = Channel.WINDOW
    opinion_call: Line | None = None
    year: int | None = None
    limit: date | None = None
    on: date | None = None
    late_reason: Text | None = None

    def command(self, _level: Level) -> Collect:
        """Returns the command that the rules decide on."""
        return command_of(Collect, self)

    def texts(self) -> dict[str, str]:
        """Returns the texts, which are stored outside the state."""
        authors = {"authors": json.dumps(self.authors, ensure_ascii=False)} if self.authors else {}
        return {"content": self.content, "source": self.source} | authors


@dataclass(frozen=True, kw_only=True)
class OpinionSummary(Summary):
    """A row of the list. `limit`: the first day by which something is due; `came`: whether another organization sent it."""

    status: OpinionState
    channel: Channel
    online: bool
    came: bool
    received_on: date | None
    adopted_on: date | None
    instructed_on: date | None
    fed_back_on: date | None
    limit: date | None
    issue: str | None


@dataclass(frozen=True, kw_only=True)
class OtherReportView:
    """A report that was merged into this one, or is printed in the same issue, with those who wrote it."""

    matter: str
    title: str
    authors: list[str]


@dataclass(frozen=True, kw_only=True)
class SubmissionView:
    """A submission 呈报 to a level that has no organization here, with the number of the letter."""

    level: Level
    level_title: str
    on: date
    letter: str


@dataclass(frozen=True, kw_only=True)
class ReferralView:
    """A referral 转办 to a unit, with its reply if there is one. `overdue`: whether the reply is missing after the limit."""

    unit: str
    on: date
    limit: date
    answered_on: date | None
    text: str
    overdue: bool


@dataclass(frozen=True, kw_only=True)
class OpinionView(OpinionSummary, Receipt):
    """An opinion report with its texts. `answer_limit`: the day by which the person is to be answered; `unit`: of the newest referral.

    `transfer`, `chain`: the transfer by which it was received, and the matters it is derived from;
    `derived`: the matters that other organizations made of it, with their states; `converted_from`, `visit`: the proposal or
    the visit that this report comes from; `outcome_of`: the activities whose outcome it is; `opinion_call`: the call that it answers.
    """

    status: OpinionState
    content: str
    source: str
    authors: list[str]
    printed_with: list[OtherReportView]
    merged: list[OtherReportView]
    merged_into: str | None
    adopted: list[RecognitionView]
    instructed: list[RecognitionView]
    submitted: list[SubmissionView]
    answer_limit: date | None
    unit: str | None
    referrals: list[ReferralView]
    converted_from: str | None
    visit: str | None
    opinion_call: str | None
    outcome_of: list[str]
    transfer: str | None
    chain: list[str]
    derived: list[DerivedView]


def summary(row: OpinionRow, today: date) -> OpinionSummary:
    """Returns the row of the list for a row of `opinions`."""
    return from_attributes(
        OpinionSummary,
        row,
        **summary_fields(row, OpinionState, overdue=is_overdue(row.status, row.limit_on, today)),
        came=bool(row.derived),
        limit=row.limit_on,
    )


def _referrals(details: MatterDetails[Opinion]) -> list[ReferralView]:
    state, log = details.state, details.state.log
    open_ones = state.open_referrals if state.status not in ANSWERED else ()
    return [
        ReferralView(
            unit=each.unit,
            on=day_of(log, each.due.entry),
            limit=each.due.limit(log),
            answered_on=None if each.answer is None else day_of(log, each.answer),
            text=details.text(each.answer),
            overdue=each in open_ones and has_passed(each.due.limit(log), details.today),
        )
        for each in state.referrals
    ]


def _letters(
    details: MatterDetails[Opinion], recognitions: tuple[Recognition, ...], command: type[Adopt | Instruct]
) -> dict[Level, str]:
    """Returns level -> the number of the letter that confirms its adoption or instruction: one recorded here, or that of a notice."""
    noted = (details.text(entry, command.notice_texts["letter"]) for entry in sorted(details.texts))
    letters = {level: letter for text in noted for level, letter in letters_in(text).items()}
    own = {each.level: details.text(each.entry, "letter") for each in recognitions}
    return letters | {level: letter for level, letter in own.items() if letter}


def _recognitions(
    details: MatterDetails[Opinion],
    command: type[Adopt | Instruct],
    known: Iterable[DatedLevel],
    recorded: tuple[Recognition, ...],
    of_derived: Callable[[DerivedView], Sequence[RecognitionView]],
) -> list[RecognitionView]:
    """Returns the known adoptions or instructions of a report. `recorded`: those of them that were recorded here."""
    return recognitions(
        known,
        own=details.level,
        recorded={each.level for each in recorded},
        elsewhere=[(each.level, of_derived(each)) for each in details.derived],
        letters=_letters(details, recorded, command),
    )


def detail(details: MatterDetails[Opinion]) -> OpinionView:
    """Returns an opinion report with the newest of its texts."""
    state = details.state
    absorbed = {each.matter for each in state.absorbed}
    others = {
        id: OtherReportView(matter=id, title=each.title, authors=newest_list(each.texts, "authors"))
        for id, each in details.related.items()
    }
    return OpinionView(
        **asdict(summary(details.row, details.today)),
        **receipt_fields(details),
        content=details.newest("content"),
        source=details.newest("source"),
        authors=newest_list(details.texts, "authors"),
        printed_with=[view for id, view in others.items() if id not in absorbed],
        merged=[view for id, view in others.items() if id in absorbed],
        merged_into=state.merged_into,
        adopted=_recognitions(details, Adopt, state.adopted(), state.adoptions, lambda there: there.adopted),
        instructed=_recognitions(
            details, Instruct, state.instructed(), state.instructions, lambda there: there.instructed
        ),
        submitted=[
            SubmissionView(
                level=each.level,
                level_title=each.level.title_zh,
                on=day_of(state.log, each.entry),
                letter=details.text(each.entry, "letter"),
            )
            for each in state.submissions
        ],
        answer_limit=state.answer_limit,
        unit=state.referrals[-1].unit if state.referrals else None,
        referrals=_referrals(details),
        converted_from=state.converted_from,
        visit=state.visit,
        opinion_call=state.opinion_call,
        outcome_of=list(details.referred_by),
        transfer=state.transfer,
        chain=list(state.chain),
        derived=details.derived,
    )
