"""What a kind of matter does where it declares nothing of its own."""

from collections.abc import Mapping

from shared.committee.notifications.vocabulary import Occasion
from shared.domain.command import Command
from shared.domain.matter import Matter
from shared.domain.obligations import Obligation


def no_units(_state: Matter) -> frozenset[str]:
    """Returns no unit: handling units take no part."""
    return frozenset()


def no_keys(_record: object) -> frozenset[str]:
    """Returns no key: an organization may have any number of equal matters of the kind."""
    return frozenset()


def no_names(_state: Matter) -> tuple[str, ...]:
    """Returns no name: the state contains no names to be searched, or no matters to be shown."""
    return ()


def no_rows(_row: object) -> None:
    """Returns no condition: the page of a matter shows no further matters."""
    return


def none_assigned(_state: Matter, _entry: int) -> tuple[str, ...]:
    """Returns no name: no step of the kind assigns units."""
    return ()


def no_occasions(_state: Matter, _command: Command) -> list[Occasion]:
    """Returns nothing: the steps of the kind notify nobody, except those of its transfers."""
    return []


def nothing_due(_state: Matter) -> list[Obligation]:
    """Returns nothing: matters of the kind have no limits that are reminded of."""
    return []


def nothing_absorbed(_state: Matter) -> Mapping[str, int]:
    """Returns nothing: no matter is merged into one of the kind."""
    return {}
