"""The rules on the flags of a proposal. Pure: no clock, no ids, no I/O."""

from dataclasses import replace
from datetime import date

from shared.domain.admission import DecisionContext, check_text
from shared.domain.errors import invalid
from shared.domain.instructions import check_instruction
from shared.domain.lines import line_in
from shared.domain.proposals import flag_commands
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.transitions import TRANSITIONS, not_now


def complete_flag(
    state: Proposal, command: flag_commands.FlagCommand, day: date, *, context: DecisionContext
) -> flag_commands.FlagCommand:
    """Returns the completed command; refuses a flag that is given already, and a command without its fields."""
    flags = state.flags
    match command:
        case flag_commands.MarkKey() if flags.key:
            raise not_now(state, command, "已列为重点提案")
        case flag_commands.Publish() if flags.published:
            raise not_now(state, command, "已公开")
        case flag_commands.Publish():
            return flag_commands.CompletedPublish(**vars(command), public_texts=context.charter.public_texts)
        case flag_commands.Unpublish() if not flags.published:
            raise not_now(state, command, "没有公开")
        case flag_commands.Unpublish(reason=reason):
            check_text("reason", reason)
        case flag_commands.MarkOutstanding() if flags.outstanding:
            raise not_now(state, command, "已评为优秀提案")
        case flag_commands.Supervise(leader=leader):
            return replace(command, leader=line_in("leader", leader))
        case flag_commands.InstructProposal():
            check_instruction(command, day, context=context)
        case flag_commands.AnswerInstruction():
            return _complete_answer(state, command)
    return command


def _complete_answer(state: Proposal, command: flag_commands.AnswerInstruction) -> flag_commands.AnswerInstruction:
    given, pending = state.flags.instructions, state.flags.open_instructions
    check_text("text", command.text)
    if command.instruction is not None and not 1 <= command.instruction <= len(given):
        raise invalid("instruction", command.instruction, f"没有第{command.instruction}件批示；共{len(given)}件")
    if not pending:
        raise not_now(state, command, "没有待回复的批示")
    number = state.flags.instruction_answered(command)
    if number not in pending:
        raise TRANSITIONS.field_refusal(state, "instruction", number, f"第{number}件批示已回复")
    return replace(command, instruction=number)
