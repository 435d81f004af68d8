"""The urgings 催办 of a transfer that a notice carries to its addressee, sealed as one of the texts for it."""

from collections.abc import Mapping

from msgspec import DecodeError, Struct, ValidationError
from msgspec.json import Decoder, encode

from shared.committee.matter_texts import TextsBySequence
from shared.domain.transfers.state import TransferableMatter

URGINGS = "urgings"
"""The name of the text that carries the urgings to the addressee."""


class Urgings(Struct, frozen=True):
    """The texts of the urgings of a transfer since its newest dispatch."""

    transfer: str
    texts: tuple[str, ...]


_urgings = Decoder(Urgings)


def urgings_of(state: TransferableMatter, texts: TextsBySequence) -> dict[str, Mapping[str, str]]:
    """Returns the text with the urgings of each transfer, by addressee. `texts`: of the matter."""
    return {
        each.to: {URGINGS: encode(Urgings(each.transfer, _texts(each.urgings, texts))).decode()}
        for each in state.sent
        if each.urgings
    }


def _texts(entries: tuple[int, ...], texts: TextsBySequence) -> tuple[str, ...]:
    return tuple(texts.get(entry, {}).get("text", "") for entry in entries)


def urgings_in(text: str) -> Urgings | None:
    """Returns the urgings in a text; None for a text that is malformed or missing."""
    try:
        return _urgings.decode(text)
    except (DecodeError, ValidationError):
        return None
