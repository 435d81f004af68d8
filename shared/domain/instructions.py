"""Instructions 批示 of leaders, on a proposal or on the outcome of an activity: the fields of their commands, and what is known of them."""

from datetime import date
from typing import ClassVar, Self

from msgspec import Struct, structs

from shared.contracts.dated import Instruction
from shared.contracts.vocabulary import UPWARDS, Level
from shared.domain.admission import DecisionContext, check_text
from shared.domain.command import Command, Label, Labels
from shared.domain.days import check_limit
from shared.domain.errors import invalid
from shared.domain.log import Log, day_of
from shared.domain.terms import Due, Term


class RecordInstruction(Command):
    """A command that records an instruction. `level`: that of the leader; `reply_by`: the typed limit of the answer."""

    texts = ("text",)
    labels: ClassVar[Labels] = {"level": Label("批示领导的层级"), "text": Label("批示内容")}

    level: Level
    text: str
    reply_by: date | None = None


class ReplyToInstruction(Command):
    """A command that reports what was done on an instruction. `instruction`: its number, from 1 (default: the first that is open)."""

    texts = ("text",)
    labels: ClassVar[Labels] = {"text": Label("办理情况")}

    text: str
    instruction: int | None = None


class GivenInstruction(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An instruction 批示. `entry`, `answer`: the numbers of the log entries with which it was given and answered."""

    entry: int
    level: Level
    due: Due
    answer: int | None = None

    def fact(self, log: Log) -> Instruction:
        """Returns the instruction for the event."""
        answered = None if self.answer is None else day_of(log, self.answer)
        return Instruction(day_of(log, self.entry), self.level, self.due.limit(log), answered)


class Instructed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The part of a matter to which its instructions belong, in the order in which they were recorded."""

    instructions: tuple[GivenInstruction, ...] = ()

    @property
    def open_instructions(self) -> tuple[int, ...]:
        """Returns the numbers, from 1, of the instructions without an answer."""
        return tuple(number for number, each in enumerate(self.instructions, 1) if each.answer is None)

    def instruction_answered(self, command: ReplyToInstruction) -> int:
        """Returns the number of the instruction that the command answers; 0 where none is open."""
        return command.instruction or next(iter(self.open_instructions), 0)

    def with_instruction(self, command: RecordInstruction, entry: int, due: Due) -> Self:
        """Returns this part with the instruction of a log entry. `due`: the limit of its answer."""
        given = GivenInstruction(entry=entry, level=command.level, due=due)
        return structs.replace(self, instructions=(*self.instructions, given))

    def with_reply(self, command: ReplyToInstruction, entry: int) -> Self:
        """Returns this part with the answer of a log entry to an instruction."""
        number = self.instruction_answered(command)
        answered = structs.replace(self.instructions[number - 1], answer=entry)
        before, after = self.instructions[: number - 1], self.instructions[number:]
        return structs.replace(self, instructions=(*before, answered, *after))

    def with_term(self, entry: int, term: Term | None) -> Self:
        """Returns this part with another term of the charter for the limit that a log entry set."""
        moved = tuple(structs.replace(each, due=each.due.with_term(entry, term)) for each in self.instructions)
        return structs.replace(self, instructions=moved) if moved != self.instructions else self

    def limits_set(self) -> tuple[tuple[int, date], ...]:
        """Returns the typed limits, each with the log entry that set it."""
        return tuple((each.entry, each.due.typed) for each in self.instructions if each.due.typed)


def check_instruction(command: RecordInstruction, day: date, *, context: DecisionContext) -> None:
    """Refuses an instruction without a text, of a level below the organization's own, or to be answered before its day."""
    check_text("text", command.text)
    own = context.level
    levels = UPWARDS[UPWARDS.index(own) :] if own in UPWARDS else UPWARDS
    if command.level not in levels:
        raise invalid("level", str(command.level), f"须为{'、'.join(each.title_zh for each in levels)}之一")
    check_limit("reply_by", command.reply_by or day, since=day, rule="回复期限不能早于批示日期", today=context.today)
