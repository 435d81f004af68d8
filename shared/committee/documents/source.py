"""What the documents of a proposal are written from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.committee.context import ServiceContext
from shared.committee.directory.names import committee_name, formal_name
from shared.committee.directory.tree import OrganizationTree
from shared.committee.kinds.proposals.assignment_views import AssignmentView
from shared.committee.kinds.proposals.feedback_views import ReplyView
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.kinds.proposals.schemas import ProposalView, detail
from shared.committee.matters.queries import read_matter
from shared.committee.matters.record import MatterDetails
from shared.contracts.vocabulary import HandlingRole, ProposerType
from shared.domain.charters.charter import Charter
from shared.domain.charters.values import CLASS_TITLES, SCHEMES
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.vocabulary import AssignmentState
from shared.web.accounts import Account

_ENDED = (AssignmentState.RETURNED, AssignmentState.SUPERSEDED)
_OF_MEMBERS = (ProposerType.INDIVIDUAL, ProposerType.JOINT)


@dataclass(frozen=True, kw_only=True)
class ProposalSource:
    """A proposal as an account may read it. `committee`: the full name of its organization; `code`: the organ code of its notices."""

    view: ProposalView
    state: Proposal
    committee: str
    code: str
    charter: Charter
    today: date

    @property
    def number(self) -> str:
        """Returns the number by which people name the proposal: the filing number, else that of the register."""
        return self.view.filing_number or f"{self.view.year}年第{self.view.number}号"

    @property
    def session_and_number(self) -> str:
        """Returns the number after the plenary session of the proposal, where it belongs to one: 第十届第三次会议第007号."""
        return f"{self.view.plenary_session or ''}{self.number}"

    @property
    def document_number(self) -> str:
        """Returns the number of the committee's documents about the proposal: 镇远县政协提案〔2026〕7号."""
        return f"{self.code}〔{self.view.year}〕{self.view.number}号"

    @property
    def proposers(self) -> str:
        """Returns the names of the proposers; that they are not recorded, where they are not."""
        return "、".join(filter(None, self.view.signatory_names)) or "（未登记）"

    @property
    def addressees(self) -> str:
        """Returns the proposers as a letter addresses them."""
        names = "、".join(filter(None, self.view.signatory_names))
        members = self.view.type in _OF_MEMBERS
        return f"{names}{'委员' if members else ''}" if names else "提案人"

    @property
    def assignments(self) -> Sequence[AssignmentView]:
        """Returns the assignments that are in force."""
        return [each for each in self.view.assignments if each.state not in _ENDED]

    def units(self, *, replying: bool) -> list[str]:
        """Returns the units that reply, or those that assist."""
        return [each.unit for each in self.assignments if (each.part is not HandlingRole.CO) == replying]

    def newest_reply(self, unit: str) -> ReplyView | None:
        return next((each for each in reversed(self.view.replies) if each.unit == unit), None)


def source_of(details: MatterDetails[Proposal], *, context: ServiceContext, tree: OrganizationTree) -> ProposalSource:
    """Returns what the documents of a proposal are written from."""
    owner, today = details.row.organization, details.today
    charter = context.charters.on(today, owner)
    return ProposalSource(
        view=detail(details),
        state=details.state,
        committee=formal_name(owner, tree, today),
        code=charter.proposal_code or f"{committee_name(owner, tree, today)}提案",
        charter=charter,
        today=today,
    )


async def read_source(context: ServiceContext, account: Account, id: str) -> ProposalSource:
    """Returns what the documents are written from: a reading of the proposal, permitted and recorded as such."""
    details = await read_matter(context, account, PROPOSALS, id)
    return source_of(details, context=context, tree=await context.directory.tree())


def class_title(reply: ReplyView) -> str:
    """Returns the class of a reply with its meaning: A类（已解决或采纳）."""
    meaning = CLASS_TITLES.get((reply.scheme, reply.answer_class), SCHEMES[reply.scheme][reply.answer_class].title_zh)
    return f"{reply.answer_class}类（{meaning}）"
