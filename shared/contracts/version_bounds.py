"""Bounds of versions: a version that no writer can have produced would silence the keeper of its subject for ever, and is refused.

A reader compares a version with the newest one that it knows of the subject. It accepts every version that leaves the keeper room above it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

Version = tuple[int, int]

FIRST_EPOCHS = 2**18
"""Highest epoch of the first known version of a subject. Epochs derived from the clock count hours, and stay below it until 2049."""

FIRST_SEQUENCES = 2**18
"""Highest sequence of the first known version in an epoch: a truncated log may begin anywhere, and no subject has so many events."""

EPOCHS_AHEAD = 2**19
"""Maximum distance of two epochs: twice `FIRST_EPOCHS`, so that a restored database can publish above a forged first version."""

SEQUENCES_AHEAD = 1000
"""Maximum distance of two sequences in an epoch. Each event of a subject adds one; a reader misses only those that were dead letters."""

IMPLAUSIBLE = "implausible version"
"""The beginning of the reason of a record that is refused for its version."""

CONFLICTING = "conflicting version"
"""The beginning of the reason of a record whose version is known with other facts: its writer never publishes one version twice."""

FORGED = (IMPLAUSIBLE, CONFLICTING)
"""The beginnings of the reasons that only a writer who is not the keeper explains."""

T = TypeVar("T")


def is_plausible(version: Version, known: Version | None) -> bool:
    """Returns whether a writer can have produced this version after the known one; None: the reader knows none of the subject."""
    epoch, sequence = version
    if known is None:
        return epoch <= FIRST_EPOCHS and sequence <= FIRST_SEQUENCES
    known_epoch, known_sequence = known
    if epoch <= known_epoch:
        return epoch < known_epoch or sequence <= known_sequence + SEQUENCES_AHEAD
    return epoch <= known_epoch + EPOCHS_AHEAD and sequence <= FIRST_SEQUENCES


def implausible(subject: str, version: Version, known: Version | None) -> str:
    """Returns the reason why a record of this version is refused."""
    after = "the first" if known is None else f"after {known[0]}/{known[1]}"
    return f"{IMPLAUSIBLE}: {subject} {version[0]}/{version[1]}, {after}"


def conflicting(subject: str, version: Version) -> str:
    """Returns the reason why a record of a known version with other facts is refused."""
    return f"{CONFLICTING}: {subject} {version[0]}/{version[1]} is known with other facts"


def newest_plausible(
    items: Iterable[T], facts: Callable[[T], tuple[str, Version]], known: Mapping[str, Version]
) -> tuple[dict[str, T], list[tuple[T, str]]]:
    """Returns the newest plausible item of each subject that is newer than the known version, and the refused items with the reason.

    `facts` returns the subject and the version of an item. Items are taken in their order: a refused one hides no other.
    """
    newest: dict[str, T] = {}
    reached: dict[str, Version] = dict(known)
    refused: list[tuple[T, str]] = []
    for item in items:
        subject, version = facts(item)
        before = reached.get(subject)
        if not is_plausible(version, before):
            refused.append((item, implausible(subject, version, before)))
        elif before is None or version > before:
            newest[subject], reached[subject] = item, version
    return newest, refused
