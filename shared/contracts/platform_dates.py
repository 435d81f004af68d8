"""The entries of the dated lists of a grass-roots platform, in the order of their days."""

from datetime import date
from typing import NamedTuple

from shared.contracts.dated import Count
from shared.contracts.platform_vocabulary import PlatformState


class PlatformStep(NamedTuple):
    day: date
    state: PlatformState


class GroupedTownships(NamedTuple):
    """How many townships an area group 片区 has from `day` on."""

    day: date
    townships: Count


class ContactVisit(NamedTuple):
    """A meeting of members with the public at a contact point: its day, and how many people came."""

    day: date
    visitors: Count
