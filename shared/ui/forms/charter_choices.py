"""The choices of form fields whose values a charter lists."""

from collections.abc import Iterable

from shared.contracts.vocabulary import Theme
from shared.domain.charters.charter import Charter
from shared.domain.charters.values import CLASS_TITLES, SCHEMES
from shared.ui.forms.fields import Choice


def optional(choices: list[Choice]) -> list[Choice]:
    """Returns the choices after an empty one."""
    return [Choice("", "（不填）"), *choices]


def plain(words: Iterable[str]) -> list[Choice]:
    """Returns a choice for each word, which is its own title."""
    return [Choice(each, each) for each in words]


def answers(charter: Charter) -> list[Choice]:
    return [Choice(str(answer), answer.title_zh) for answer in charter.answers]


def grounds(charter: Charter) -> list[Choice]:
    return [Choice(str(ground), ground.title_zh) for ground in charter.grounds]


def criteria(charter: Charter) -> list[Choice]:
    """Returns the criteria of the evaluation of an activity, each with its full score as its value."""
    return [Choice(str(each.points), each.title) for each in charter.evaluation]


def classes(charter: Charter) -> list[Choice]:
    scheme = charter.scheme
    return [
        Choice(letter, f"{letter} {CLASS_TITLES.get((scheme, letter), outcome.title_zh)}")
        for letter, outcome in SCHEMES[scheme].items()
    ]


def plan_classes(charter: Charter) -> list[Choice]:
    return [Choice(str(each), each.title_zh) for each in charter.plan_classes]


def holding_bodies(charter: Charter) -> list[Choice]:
    return [Choice(str(each), each.title_zh) for each in charter.holding_bodies]


def sectors(charter: Charter, own: str | None = None) -> list[Choice]:
    """Returns the sectors of the charter, and the one of the matter, which an older charter may have listed."""
    return plain(dict.fromkeys([*charter.sectors, *filter(None, [own])]))


def themes(charter: Charter, own: Theme | None = None) -> list[Choice]:
    """Returns the themes of the charter, and the one of the matter, which an older charter may have listed."""
    return [Choice(str(each), each.title_zh) for each in dict.fromkeys([*charter.themes, *filter(None, [own])])]


def choices_of_a_draft(charter: Charter) -> dict[str, tuple[Choice, ...]]:
    """Returns field -> choices, for the fields of a new matter whose values the charter lists; none is chosen at first."""
    return {
        "sector": tuple(optional(sectors(charter))),
        "theme": tuple(optional(themes(charter))),
        "held_by": tuple(optional(holding_bodies(charter))),
    }
