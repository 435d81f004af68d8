"""What is due in a matter by a limit: of a unit, or of the organization itself."""

from datetime import date
from typing import NamedTuple


class Obligation(NamedTuple):
    """Something due by a limit, of a unit, or without one of the organization: the answer to an instruction 批示 or to a person.

    `instruction`: its number, 0 for anything else; `passed_on_to`: the unit to which the coordinating office `unit` has not passed the
    assignment on; `title`: what is due, where it is something else; `final`: nothing can be recorded after the limit, so that it is not
    reminded of then.
    """

    unit: str
    instruction: int
    limit: date
    passed_on_to: str = ""
    title: str = ""
    final: bool = False

    @property
    def subject(self) -> str:
        """Returns what is due, as a reminder names it."""
        if self.title:
            return self.title
        if self.passed_on_to:
            return f"{self.unit}转办{self.passed_on_to}"
        return subject_of(self.unit, self.instruction)

    @property
    def step(self) -> str:
        """Returns what is due, as a calendar names it."""
        if self.title:
            return self.title
        if self.unit:
            return f"{self.unit}答复"
        return f"回复第{self.instruction}件批示" if self.instruction else TO_THE_PERSON


TO_THE_PERSON = "答复反映人"


def subject_of(unit: str, instruction: int) -> str:
    """Returns what is due of a unit, or else of the organization itself."""
    return unit or (f"第{instruction}件批示的回复" if instruction else TO_THE_PERSON)
