"""Addresses of organizations in links: the key leads to its organization unless another one has it as its code on the day."""

from datetime import date

from shared.committee.directory.places import Places


def address_of(key: str, places: Places, day: date) -> str:
    """Returns the key, or a code of the organization where the key leads to another one on the day.

    Where no code leads to it either, the key.
    """
    if key not in places:
        return key
    codes = [entry.code for entry in reversed(places.facts(key).codes) if entry.code]
    return next((word for word in (key, *codes) if places.addressed(word, day) == key), key)
