"""The rules of research: its groups, who signs its report off, the meeting after that, and instructions on an outcome."""

from dataclasses import replace
from datetime import date

from shared.contracts.consultation_vocabulary import ActivityClass
from shared.domain.admission import DecisionContext, check_text
from shared.domain.charters.research import MOST_GROUPS, NO_PROCEDURE, ResearchProcedure
from shared.domain.consultations import research_commands as commands
from shared.domain.consultations.commands import Hold, SubmitOutcome
from shared.domain.consultations.state import Consultation
from shared.domain.consultations.transitions import TRANSITIONS
from shared.domain.errors import EntryCount, invalid
from shared.domain.instructions import check_instruction
from shared.domain.transitions import ALREADY

MOST_INSTRUCTIONS = 50


def complete_research(
    state: Consultation, command: commands.ResearchCommand, day: date, *, context: DecisionContext
) -> commands.ResearchCommand:
    """Returns the command with its defaults; raises a `LianxiError` when a rule refuses it."""
    match command:
        case commands.InstructOutcome():
            _check_instruction(state, command, day, context=context)
            return command
        case commands.ReportOnInstruction():
            return _complete_answer(state, command)
    if state.activity is not ActivityClass.RESEARCH:
        raise TRANSITIONS.refusal(
            state, command, f"只有调研可以“{command.title_zh}”，本活动是{state.activity.title_zh}"
        )
    match command:
        case commands.FormGroups():
            _check_groups(command, context=context)
        case commands.DraftReport():
            _check_draft(state, command)
        case commands.SignOff():
            return _complete_sign_off(state, command)
        case commands.ReviewReport():
            _check_review(state, command)
    return command


def procedure_of(state: Consultation, command: Hold, *, context: DecisionContext) -> ResearchProcedure:
    """Returns the procedure of the report; refuses to carry out research without the groups that the charter prescribes."""
    if state.activity is not ActivityClass.RESEARCH:
        return NO_PROCEDURE
    procedure = context.charter.research
    if procedure.fewest_groups and not state.follow_up.groups:
        rule = f"按章程，调研须先“分组”（{procedure.fewest_groups}至{procedure.most_groups}个小组）"
        raise TRANSITIONS.refusal(state, command, rule)
    return procedure


def check_signed(state: Consultation, command: SubmitOutcome) -> None:
    """Refuses to submit the report of research that somebody has not signed off, or that no meeting has considered."""
    if state.follow_up.unsigned:
        raise TRANSITIONS.refusal(state, command, f"调研报告尚未审签：{'、'.join(state.follow_up.unsigned)}")
    if not state.follow_up.is_report_complete:
        raise TRANSITIONS.refusal(state, command, "调研报告尚未经会议审议")


def _check_draft(state: Consultation, command: commands.DraftReport) -> None:
    procedure = state.follow_up.procedure
    if not procedure.sign_offs and not procedure.review:
        raise TRANSITIONS.refusal(state, command, "章程没有规定调研报告的审签和会议审议")
    if state.follow_up.is_report_complete:
        raise TRANSITIONS.refusal(state, command, "调研报告已审签完毕", code=ALREADY)


def _check_drafted(state: Consultation, command: commands.SignOff | commands.ReviewReport) -> None:
    if not state.follow_up.drafted:
        raise TRANSITIONS.refusal(state, command, f"须先“{commands.DraftReport.title_zh}”")


def _check_groups(command: commands.FormGroups, *, context: DecisionContext) -> None:
    procedure, count = context.charter.research, len(command.groups)
    fewest, most = max(procedure.fewest_groups, 1), procedure.most_groups or MOST_GROUPS
    if not fewest <= count <= most:
        raise invalid("groups", EntryCount(count), f"须分{fewest}至{most}个小组")
    for number, text in enumerate(command.groups):
        check_text(f"groups.{number}", text)
    if len(set(command.groups)) < count:
        raise invalid("groups", EntryCount(count), "同一小组只填一次")


def _complete_sign_off(state: Consultation, command: commands.SignOff) -> commands.SignOff:
    """Returns the command with its signer; refuses one who is not the next of the charter."""
    if not state.follow_up.procedure.sign_offs:
        raise TRANSITIONS.refusal(state, command, "章程没有规定调研报告的审签")
    _check_drafted(state, command)
    missing = state.follow_up.unsigned
    if not missing:
        raise TRANSITIONS.refusal(state, command, "调研报告已全部审签", code=ALREADY)
    if command.signer not in (None, missing[0]):
        raise invalid("signer", command.signer, f"按章程的顺序，下一个审签的是{missing[0]}")
    return replace(command, signer=missing[0])


def check_account(state: Consultation, signer: str, account: str) -> None:
    """Refuses a second sign-off of one report by an account of a leader, under whatever title."""
    known = next((each for each in state.follow_up.sign_offs if account and each.account == account), None)
    if known is not None:
        why = f"本账号已作为{known.signer}审签过这份报告，同一账号只审签一次"
        raise TRANSITIONS.field_refusal(state, "signer", signer, why)


def _check_review(state: Consultation, command: commands.ReviewReport) -> None:
    if not state.follow_up.procedure.review:
        raise TRANSITIONS.refusal(state, command, "章程没有规定调研报告的会议审议")
    _check_drafted(state, command)
    if missing := state.follow_up.unsigned:
        raise TRANSITIONS.refusal(state, command, f"会议审议以前须先审签：{'、'.join(missing)}")
    if state.follow_up.review is not None:
        raise TRANSITIONS.refusal(state, command, "已登记会议审议", code=ALREADY)


def _check_instruction(
    state: Consultation, command: commands.InstructOutcome, day: date, *, context: DecisionContext
) -> None:
    check_instruction(command, day, context=context)
    if len(state.follow_up.instructions) >= MOST_INSTRUCTIONS:
        raise invalid("text", EntryCount(len(state.follow_up.instructions)), f"最多{MOST_INSTRUCTIONS}件批示")


def _complete_answer(state: Consultation, command: commands.ReportOnInstruction) -> commands.ReportOnInstruction:
    """Returns the command with the number of the instruction; refuses one that is not there or has its answer."""
    check_text("text", command.text)
    given, open_ones = state.follow_up.instructions, state.follow_up.open_instructions
    number = command.instruction or next(iter(open_ones), 0)
    if command.instruction is not None and not 1 <= number <= len(given):
        raise invalid("instruction", number, f"没有第{number}件批示；共{len(given)}件")
    if number not in open_ones:
        if not number:
            raise TRANSITIONS.refusal(state, command, "没有待回复的批示")
        raise TRANSITIONS.field_refusal(state, "instruction", number, f"第{number}件批示已回复")
    return replace(command, instruction=number)
