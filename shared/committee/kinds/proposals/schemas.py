"""The row of a proposal 提案 in lists, and its view with its texts."""

from dataclasses import asdict, dataclass
from datetime import date

from shared.committee import matter_texts
from shared.committee.kinds.proposals.assignment_views import AssignmentView, UrgingView, assignment_view, urgings
from shared.committee.kinds.proposals.columns import ProposalRow, flags_of, is_overdue
from shared.committee.kinds.proposals.contact_views import ContactView, contacts
from shared.committee.kinds.proposals.cosigning_views import InvitationView, invitations
from shared.committee.kinds.proposals.feedback_views import (
    AppraisalView,
    FeedbackFormView,
    RehandlingView,
    ReplyView,
    appraisals,
    feedback_forms,
    rehandlings,
    replies,
)
from shared.committee.kinds.proposals.flag_views import FlagsView, flags_view
from shared.committee.kinds.proposals.reply_draft_views import ReplyDraftView, reply_drafts
from shared.committee.kinds.proposals.review_views import (
    MergedProposalView,
    merged_proposals,
    signatory_names,
    text_of_step,
)
from shared.committee.kinds.proposals.suggestion_views import ProposalSuggestionView, suggestion_views
from shared.committee.matters.record import MatterDetails
from shared.committee.matters.schemas import Receipt, Summary, receipt_fields, summary_fields
from shared.committee.messages.schemas import DerivedView
from shared.contracts.vocabulary import Channel, Ground, Outcome, ProposalState, ProposerType, Theme
from shared.domain.calendar import estimate_note
from shared.domain.log import day_of
from shared.domain.proposals.pre_review_commands import PreReview
from shared.domain.proposals.review_commands import ConvertProposal, Refuse
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.vocabulary import ConversionKind, ProposalFlag, ProposalType, ReviewRecommendation
from shared.storage.attributes import from_attributes


@dataclass(frozen=True, kw_only=True)
class ProposalSummary(Summary):
    """A row of the list. `limit`: the day by which the reply is due; `filing_number`: the filing number 立案号 as it is written.

    `flags`: those that it has.
    """

    status: ProposalState
    channel: Channel
    online: bool
    received_on: date | None
    filed_on: date | None
    assigned_on: date | None
    replied_on: date | None
    closed_on: date | None
    limit: date | None
    outcome: Outcome | None
    filing_number: str | None
    flags: list[ProposalFlag]


@dataclass(frozen=True, kw_only=True)
class ProposalView(ProposalSummary, Receipt, FlagsView):
    """A proposal with its texts and flags. `merged`: the proposals that were merged into it; `signatories` counts their proposers too.

    `limit_note`: that the limit in working days was counted without the holidays of a year; empty where they are known.
    `plenary_session`: that of its year, such as 第十届第三次会议;
    `refusal`: the text about a refusal to file that the proposers read; `converted_matter`: the opinion report that it was converted to;
    `outcome_of`: the activities whose outcome it is.
    """

    status: ProposalState
    kind: ProposalType
    plenary_session: str | None
    type: ProposerType | None
    sector: str | None
    theme: Theme | None
    limit_note: str
    signatories: int
    proposers: list[str]
    invitations: list[InvitationView]
    content: str
    suggestions: list[str]
    keywords: list[str]
    followed_suggestions: list[ProposalSuggestionView]
    merged: list[MergedProposalView]
    merged_into: str | None
    ground: Ground | None
    refusal: str
    pre_reviewed_on: date | None
    recommendation: ReviewRecommendation | None
    recommended_ground: Ground | None
    pre_review: str
    converted_to: ConversionKind | None
    converted_matter: str | None
    conversion: str
    assignments: list[AssignmentView]
    urgings: list[UrgingView]
    contacts: list[ContactView]
    reply_drafts: list[ReplyDraftView]
    replies: list[ReplyView]
    forms: list[FeedbackFormView]
    appraisals: list[AppraisalView]
    rehandlings: list[RehandlingView]
    outcome_of: list[str]
    transfer: str | None
    chain: list[str]
    derived: list[DerivedView]

    @property
    def signatory_names(self) -> list[str]:
        """Returns the name of each signatory, by number from 1; empty where it is not recorded."""
        return signatory_names(self.proposers, self.merged, count=self.signatories)


def summary(row: ProposalRow, today: date) -> ProposalSummary:
    """Returns the row of the list for a row of `proposals`."""
    return from_attributes(
        ProposalSummary,
        row,
        **summary_fields(row, ProposalState, overdue=is_overdue(row.status, row.limit_on, today)),
        limit=row.limit_on,
        flags=flags_of(row),
    )


def detail(details: MatterDetails[Proposal]) -> ProposalView:
    """Returns a proposal with the texts of each step."""
    state = details.state
    first_review = state.first_review
    return ProposalView(
        **asdict(summary(details.row, details.today)),
        **receipt_fields(details),
        **vars(flags_view(details)),
        kind=state.proposal_type,
        plenary_session=None if state.transfer else details.plenary_session,
        type=state.type,
        sector=state.sector,
        theme=state.theme,
        limit_note=estimate_note(state.unknown_years_of(*(each.unit for each in state.assignments))),
        signatories=state.signatories,
        proposers=matter_texts.newest_list(details.texts, "proposers"),
        invitations=invitations(details),
        content=details.newest("content"),
        suggestions=matter_texts.newest_list(details.texts, "suggestions"),
        keywords=matter_texts.newest_list(details.texts, "keywords"),
        followed_suggestions=suggestion_views(details),
        merged=merged_proposals(details),
        merged_into=state.merged_into,
        ground=Ground(state.ground) if state.ground else None,
        refusal=text_of_step(details, Refuse.name),
        pre_reviewed_on=day_of(state.log, first_review.entry) if first_review else None,
        recommendation=first_review.recommendation if first_review else None,
        recommended_ground=first_review.ground if first_review else None,
        pre_review=text_of_step(details, PreReview.name),
        converted_to=ConversionKind(state.converted_to) if state.converted_to else None,
        converted_matter=state.converted_matter,
        conversion=text_of_step(details, ConvertProposal.name),
        assignments=[assignment_view(each, details) for each in state.assignments],
        urgings=urgings(details),
        contacts=contacts(details),
        reply_drafts=reply_drafts(details),
        replies=replies(details),
        forms=feedback_forms(details),
        appraisals=appraisals(state),
        rehandlings=rehandlings(details),
        outcome_of=list(details.referred_by),
        transfer=state.transfer,
        chain=list(state.chain),
        derived=details.derived,
    )
