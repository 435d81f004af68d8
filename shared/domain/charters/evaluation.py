"""The sheet on which the quality of consultations is evaluated 协商质量评价表: the criteria of a charter, each with its full score."""

from collections.abc import Mapping
from typing import NamedTuple

LONGEST_CRITERION, MOST_SCORE = 60, 100


class EvaluationCriterion(NamedTuple):
    """A criterion and its full score, in points."""

    title: str
    points: int


def criterion(given: Mapping[str, object]) -> EvaluationCriterion:
    """Returns a criterion of a charter; raises `ValueError` for one that is invalid."""
    if set(given) != set(EvaluationCriterion._fields):
        raise ValueError(f"evaluation: a criterion has title and points, not {', '.join(sorted(given))}")
    title, points = given["title"], given["points"]
    if not isinstance(title, str) or not 1 <= len(title) <= LONGEST_CRITERION:
        raise ValueError(f"evaluation: `{title}` is no title of at most {LONGEST_CRITERION} characters")
    if not isinstance(points, int) or isinstance(points, bool) or not 1 <= points <= MOST_SCORE:
        raise ValueError(f"evaluation: `{title}` takes whole points from 1 to {MOST_SCORE}, not {points!r}")
    return EvaluationCriterion(title, points)
