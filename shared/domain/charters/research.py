"""How a place carries out research 调研: the sub-groups, and who signs the report off before it is submitted. Data of a charter."""

from collections.abc import Mapping
from typing import NamedTuple

MOST_GROUPS, MOST_SIGN_OFFS, LONGEST_SIGNER = 20, 10, 20


class ResearchProcedure(NamedTuple):
    """The procedure of research. `fewest_groups`, `most_groups`: of an activity (0: any number).

    `sign_offs`: who signs the report off, in this order; `review`: whether a meeting considers it afterwards 会议审议.
    """

    fewest_groups: int = 0
    most_groups: int = 0
    sign_offs: tuple[str, ...] = ()
    review: bool = False


NO_PROCEDURE = ResearchProcedure()
"""The procedure of a place that prescribes nothing."""


def research_procedure(given: object) -> ResearchProcedure:
    """Returns the procedure in a charter, `{ groups = [2, 4], sign_offs = ["主席"], review = true }`; raises `ValueError`."""
    if not isinstance(given, Mapping) or not set(given) <= {"groups", "sign_offs", "review"}:
        raise ValueError(f"research: takes groups, sign_offs and review, not {given!r}")
    fewest, most = _groups(given.get("groups", [0, 0]))
    review = given.get("review", False)
    if not isinstance(review, bool):
        raise ValueError(f"research: review takes true or false, not {review!r}")  # noqa: TRY004 - as all wrong values
    return ResearchProcedure(fewest, most, _sign_offs(given.get("sign_offs", [])), review)


def _groups(value: object) -> tuple[int, int]:
    if (
        not isinstance(value, list)
        or [type(each) for each in value] != [int, int]
        or not 0 <= value[0] <= value[1] <= MOST_GROUPS
    ):
        raise ValueError(f"research: groups takes the fewest and the most, at most {MOST_GROUPS}, not {value!r}")
    return value[0], value[1]


def _sign_offs(value: object) -> tuple[str, ...]:
    titles = tuple(value) if isinstance(value, list) else ("",)
    if len(set(titles)) != len(titles) or len(titles) > MOST_SIGN_OFFS:
        raise ValueError(f"research: sign_offs takes at most {MOST_SIGN_OFFS} different titles, not {value!r}")
    for each in titles:
        if not isinstance(each, str) or not 1 <= len(each.strip()) <= LONGEST_SIGNER:
            raise ValueError(f"research: `{each}` is no title of at most {LONGEST_SIGNER} characters")
    return titles
