"""The rows of an import as new proposals, and the rules that refuse them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.imports.cells import RowError
from shared.committee.imports.proposals.columns import ProposalLine
from shared.committee.imports.proposals.schemas import RowRefusal
from shared.committee.kinds.proposals.drafts import NewProposal
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matter_texts import listed
from shared.committee.matters.creation import NewMatter, refusal_of
from shared.committee.matters.kind import CompleteBody
from shared.contracts.vocabulary import Level
from shared.domain.comparison import is_blank
from shared.domain.errors import LianxiError
from shared.domain.proposals.commands import AnyProposalCommand
from shared.domain.proposals.review_commands import DraftProposal, Submit
from shared.storage.statements import chunks
from shared.web.accounts import Account

_LATE = "按导入的文件补录"
NewProposalMatter = NewMatter[AnyProposalCommand]


async def new_matters(
    tx: TransactionContext, organization: str, by: Recorder, proposals: Sequence[NewProposal], *, submits: bool
) -> list[NewProposalMatter | LianxiError]:
    """Returns what the proposals of rows begin with, or why their proposers are refused."""
    importer = Account(name=by.account, organization=organization, roles=frozenset({by.account_role}))
    complete = await PROPOSALS.prepare(tx, importer, organization, proposals)
    level, today = tx.tree.level(organization), tx.context.today()
    return [_new_matter(each, complete, level, today, submits=submits) for each in proposals]


def _new_matter(
    given: NewProposal,
    complete: CompleteBody[AnyProposalCommand],
    level: Level,
    today: date,
    *,
    submits: bool,
) -> NewProposalMatter | LianxiError:
    try:
        body, members = complete(given)
    except LianxiError as error:
        return error
    late = _LATE if given.on is not None and given.on < today else None
    return NewMatter(
        command=replace(body.command(level), late_reason=late),
        title=body.title,
        texts=body.texts(),
        proposers=members,
        then=Submit(on=given.on, late_reason=late) if submits else None,
    )


def problem_of(number: int, error: LianxiError) -> RowError:
    """Returns the refusal of a row by a rule, as the error of the cell that the rule names."""
    fields = error.fields[:1]
    column, rule = (fields[0].field, fields[0].rule) if fields else ("", error.detail)
    return RowError(row=number, column=column, value="", rule=rule)


class RowRules:
    """The rules that refuse rows: rows that differ in their texts alone are decided once."""

    def __init__(self, tx: TransactionContext, organization: str, by: Recorder) -> None:
        self.tx, self.organization, self.by = tx, organization, by
        self._known = dict[object, tuple[str, LianxiError] | None]()

    async def refusals(self, rows: Sequence[ProposalLine]) -> list[RowRefusal]:
        """Returns the rows that a rule refuses: when they are drafted, or when they are submitted."""
        found: list[RowRefusal] = []
        for some in chunks(rows):
            proposals = [row.proposal for row in some]
            new = await new_matters(self.tx, self.organization, self.by, proposals, submits=True)
            for row, each in zip(some, new, strict=True):
                refused = (DraftProposal.name, each) if isinstance(each, LianxiError) else await self._refusal(each)
                if refused is not None:
                    problem = problem_of(row.number, refused[1])
                    found.append(
                        RowRefusal(row=row.number, column=problem.column, rule=problem.rule, command=refused[0])
                    )
        return found

    async def _refusal(self, new: NewProposalMatter) -> tuple[str, LianxiError] | None:
        suggestions = len(listed({**new.texts}, "suggestions"))
        decisive = (new.command, new.then, is_blank(new.texts.get("content", "")), suggestions)
        if decisive not in self._known:
            self._known[decisive] = await refusal_of(self.tx, PROPOSALS, self.organization, new, by=self.by)
        return self._known[decisive]
