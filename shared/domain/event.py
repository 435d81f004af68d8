"""The result of a decision: an event, which changes a state when it is applied."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from shared.contracts.vocabulary import Recorded
from shared.domain.charters.plan_stages import PlanStage
from shared.domain.charters.research import NO_PROCEDURE, ResearchProcedure
from shared.domain.charters.values import Stage
from shared.domain.command import Command
from shared.domain.terms import Term

C_co = TypeVar("C_co", bound=Command, covariant=True)


@dataclass(frozen=True, kw_only=True)
class DomainEvent(Generic[C_co]):
    """An event. `command`: completed; `recorded_late`: whether it is recorded for an earlier day than the charter allows.

    A completed command has its defaults filled in, and a field for what the charter of the day decides where the next state depends
    on it. Applying the event therefore needs no charter.

    `term`: the charter's term for the answer that the command asks for, which a typed limit replaces; of a correction, that of the
    corrected step on the corrected day.

    `records`: the optional measures that the charter names on the day a matter begins; of a correction, on the
    corrected day. `stages`, `plan_stages`: the optional stages of a proposal, and the stages of a plan, that the charter of the day names.
    `research`: of research that is carried out, the procedure of its report that the charter of the day names.
    """

    type: str
    command: C_co
    on: date
    recorded_late: bool = False
    term: Term | None = None
    records: tuple[Recorded, ...] = ()
    stages: tuple[Stage, ...] = ()
    plan_stages: tuple[PlanStage, ...] = ()
    research: ResearchProcedure = NO_PROCEDURE
