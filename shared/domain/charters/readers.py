"""The readers of the fields of a charter whose values are tables, or whose parts depend on each other."""

from collections.abc import Callable
from typing import Any

from shared.contracts.vocabulary import UPWARDS, Level
from shared.domain.charters.plan_stages import PlanStage
from shared.domain.charters.research import ResearchProcedure, research_procedure

MOST_POINTS = 1000
"""The most points that a charter gives for the adoption of an opinion report."""


def _points(name: str, value: Any) -> tuple[tuple[Level, int], ...]:
    """Returns the points of each level; raises `ValueError` for anything but a table of levels and whole numbers."""
    given = value.items() if isinstance(value, dict) else [("", value)]
    for level, points in given:
        if level not in UPWARDS or not isinstance(points, int) or not 0 <= points <= MOST_POINTS:
            rule = f"`adoption_points` takes levels ({', '.join(UPWARDS)}) with whole numbers from 0 to {MOST_POINTS}"
            raise ValueError(f"{name}: {rule}, not {value!r}")
    return tuple((Level(level), points) for level, points in given)


def _research(name: str, value: object) -> ResearchProcedure:
    """Returns the procedure of research; raises `ValueError`, which names the rules."""
    try:
        return research_procedure(value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _deputies(name: str, value: object) -> tuple[int, int]:
    """Returns the fewest and the most deputies of a station; raises `ValueError` for anything else."""
    match value:
        case [int(fewest), int(most)] if 0 <= fewest <= most:
            return fewest, most
    raise ValueError(f"{name}: `station_deputies` takes the fewest and the most such as [1, 2], not {value!r}")


def _plan_stages(name: str, value: object) -> tuple[PlanStage, ...]:
    """Returns the stages of an annual plan in their order; raises `ValueError` when it would pass neither review nor confirmation."""
    given = value if isinstance(value, list) else []
    stages = tuple(each for each in PlanStage if each in given)
    if len(stages) != len(given) or not {PlanStage.REVIEW, PlanStage.CONFIRMATION}.intersection(stages):
        rule = f"`plan_stages` takes some of {', '.join(PlanStage)}, `review` or `confirmation` among them"
        raise ValueError(f"{name}: {rule}, not {value!r}")
    return stages


READERS: dict[str, Callable[[str, Any], Any]] = {
    "adoption_points": _points,
    "plan_stages": _plan_stages,
    "research": _research,
    "station_deputies": _deputies,
}
"""Field -> the function that returns its value, or raises `ValueError`, which names the rules and the field."""
