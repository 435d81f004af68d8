"""The steps of instructions 批示 on proposals and on outcomes: given, replied to, overdue."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from shared.contracts.dated import Instruction
from shared.measures.steps import Step

_DAY = timedelta(days=1)


class InstructionCounters(NamedTuple):
    """The names of the counters of instructions on one kind of matter."""

    given: str
    replied: str
    overdue: str


ON_PROPOSALS = InstructionCounters("instructions_given", "instructions_replied", "instructions_overdue")
ON_OUTCOMES = InstructionCounters(
    "outcome_instructions", "outcome_instructions_replied", "outcome_instructions_overdue"
)


def instruction_steps(
    counters: InstructionCounters, year: int, since: date, instructions: Iterable[Instruction]
) -> Iterator[Step]:
    """Yields the steps of instructions, none of them dated before `since`, from which the matter itself counts."""
    for each in instructions:
        given = max(since, each.day)
        yield counters.given, year, given, 1
        answered = None if each.answered is None else max(given, each.answered)
        if answered:
            yield counters.replied, year, answered, 1
        late = max(given, each.limit + _DAY)
        if answered is None or late < answered:
            yield counters.overdue, year, late, 1
            if answered:
                yield counters.overdue, year, answered, -1
