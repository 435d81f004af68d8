"""The kind of matter of opinion reports 社情民意信息."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement

from shared.committee import matter_texts
from shared.committee.addressees import levels_on_paper
from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.kinds.opinions.columns import OpinionRow, columns, flagged_rows, overdue_rows, printed_with
from shared.committee.kinds.opinions.issues import with_issue
from shared.committee.kinds.opinions.layout import LAYOUT
from shared.committee.kinds.opinions.merging import answer_absorbed, merge
from shared.committee.kinds.opinions.occasions import occasions
from shared.committee.kinds.opinions.schemas import NewOpinion, OpinionSummary, OpinionView, detail, summary
from shared.committee.matters.kind import CompleteBody, Kind, Traits
from shared.committee.matters.kind_definition import CreateSchema
from shared.committee.matters.merging import correct_absorption
from shared.committee.matters.record import ColumnValue, MatterDetails, MatterRecord
from shared.committee.notifications.vocabulary import Occasion
from shared.committee.opinion_calls.repository import check_open
from shared.committee.tables import opinions
from shared.committee.units.naming import with_assigned_name, with_registered_names
from shared.committee.working_calendar.doubts import doubtful_limits
from shared.contracts.vocabulary import UPWARDS, Channel, OpinionFlag, OpinionState
from shared.domain.admission import DecisionContext
from shared.domain.attachments import OFFICE
from shared.domain.command import Correct
from shared.domain.comparison import name_key
from shared.domain.errors import invalid
from shared.domain.obligations import Obligation
from shared.domain.opinions import commands
from shared.domain.opinions.decisions import check_content, decide
from shared.domain.opinions.evolution import OpinionEvent, evolve
from shared.domain.opinions.obligations import DUE, obligations
from shared.domain.opinions.state import Opinion
from shared.domain.opinions.transitions import TRANSITIONS
from shared.web.accounts import Account


def _submission(
    tx: TransactionContext, record: MatterRecord[Opinion], command: commands.SubmitOpinion
) -> commands.SubmitOpinion:
    """Returns the submission with its level, by default the next one that is reached by letter only; refuses the others above."""
    own, day = tx.tree.level(record.organization), command.on or tx.context.today()
    levels = levels_on_paper(record.organization, tree=tx.tree, day=day)
    if command.level is None:
        return replace(command, level=next(iter(levels), None))
    if command.level not in levels and own in UPWARDS and command.level in UPWARDS[UPWARDS.index(own) + 1 :]:
        raise invalid("level", str(command.level), f"{command.level.title_zh}级使用本系统，请用“报送”")
    return command


def _named(state: Opinion) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.unit for each in state.referrals))


class OpinionKind(Kind[Opinion, commands.AnyOpinionCommand]):
    """The rules of opinion reports."""

    async def prepare(
        self,
        tx: TransactionContext,
        account: Account,
        organization: str,
        bodies: Sequence[CreateSchema[commands.AnyOpinionCommand]],
    ) -> CompleteBody[commands.AnyOpinionCommand]:
        """Refuses a call that is not open in the organization."""
        for each in bodies:
            if isinstance(each, NewOpinion) and each.opinion_call is not None:
                await check_open(tx.connection, organization, each.opinion_call)
        return await super().prepare(tx, account, organization, bodies)

    async def complete(
        self, tx: TransactionContext, record: MatterRecord[Opinion], command: commands.AnyOpinionCommand
    ) -> commands.AnyOpinionCommand:
        """Returns the command with the names of units as register or referral have them; warns of limits that are no working days."""
        tx.warnings.extend(await doubtful_limits(tx.connection, command))
        if isinstance(command, commands.SubmitOpinion):
            return _submission(tx, record, command)
        if isinstance(command, commands.Refer):
            return await with_registered_names(tx, record.organization, command)
        return await with_assigned_name(tx.connection, record.organization, command, _named(record.state))

    async def check(
        self, tx: TransactionContext, record: MatterRecord[Opinion], command: commands.AnyOpinionCommand
    ) -> None:
        """Raises `InvalidError` when an approved report has no content or too much of it, or an edit names a call that is not open."""
        if isinstance(command, commands.Edit) and command.opinion_call not in (None, record.state.opinion_call):
            await check_open(tx.connection, record.organization, command.opinion_call)
        if isinstance(command, commands.ApproveOpinion):
            content = matter_texts.newest(await tx.texts_of(record.id), "content")
            check_content(
                content, charter=tx.context.charters.on(command.on or tx.context.today(), record.organization)
            )

    def decide(
        self, state: Opinion | None, command: commands.AnyOpinionCommand, *, context: DecisionContext
    ) -> OpinionEvent:
        return decide(state, command, context=context)

    async def entail(
        self,
        tx: TransactionContext,
        record: MatterRecord[Opinion],
        command: commands.AnyOpinionCommand,
        by: Recorder,
    ) -> commands.AnyOpinionCommand:
        """Completes the printing in an issue; lets a merger, its correction and an answer change the other reports."""
        match command:
            case commands.Issue():
                return await with_issue(tx, record, command)
            case commands.MergeOpinion():
                return await merge(tx, self, record, command, by=by)
            case commands.FeedBack():
                return await answer_absorbed(tx, self, record, command, by=by)
            case Correct():
                return await correct_absorption(tx, self, record, command, by=by)
        return command

    def evolve(self, state: Opinion | None, event: OpinionEvent) -> Opinion:
        return evolve(state, event)

    def occasions(self, state: Opinion, command: commands.AnyOpinionCommand) -> list[Occasion]:
        return occasions(state, command)

    def columns(self, state: Opinion) -> dict[str, ColumnValue]:
        return columns(state)

    def summarise(self, row: OpinionRow, today: date) -> OpinionSummary:
        return summary(row, today)

    def describe(self, details: MatterDetails[Opinion]) -> OpinionView:
        return detail(details)

    def named(self, state: Opinion) -> tuple[str, ...]:
        """Returns the names in the state that are searched: the units, and the issue in which it is printed."""
        return (*_named(state), *([state.issue.name] if state.issue else []))

    def flagged(self, flag: str) -> ColumnElement[bool]:
        return flagged_rows(flag)

    def overdue(self, today: date) -> ColumnElement[bool]:
        return overdue_rows(today)

    def obligations(self, state: Opinion) -> list[Obligation]:
        return obligations(state)

    def related(self, state: Opinion) -> tuple[str, ...]:
        return tuple(each.matter for each in state.absorbed)

    def related_rows(self, row: OpinionRow) -> ColumnElement[bool] | None:
        return printed_with(row)

    def handlers(self, state: Opinion) -> tuple[str, ...]:
        """Returns those whose answer an attachment may belong to: the organization itself, and the units that it referred the report to."""
        return (OFFICE, *_named(state))

    def replied_units(self, state: Opinion) -> frozenset[str]:
        return frozenset(map(name_key, self.handlers(state))) if state.answers else frozenset()

    def traits(self, state: Opinion) -> Traits:
        return Traits(channel=state.channel, online=state.online, call=state.opinion_call)


OPINIONS = OpinionKind(
    command_set=commands.COMMANDS,
    transitions=TRANSITIONS,
    table=opinions,
    state=Opinion,
    layout=LAYOUT,
    new=NewOpinion,
    summary=OpinionSummary,
    detail=OpinionView,
    payload_texts=("content", "authors"),
    due_states=DUE,
    drafts=frozenset({OpinionState.COLLECTED}),
    ended=frozenset({OpinionState.RETURNED, OpinionState.FED_BACK, OpinionState.KEPT, OpinionState.MERGED}),
    compared_at=frozenset({commands.ApproveOpinion.name, commands.Keep.name, commands.MergeOpinion.name}),
    restricted=True,
    filters={"channel": (Channel, opinions.c.channel)},
    flags=OpinionFlag,
)
