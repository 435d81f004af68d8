"""Which signing key of an organization is confirmed, by the own records of all organizations (decision 0106).

Everybody can publish an own record that signs itself. It is confirmed by a pin of this service, by the own record of the organization's
keeper, or by the confirmed key that it replaces.
"""

from collections.abc import Callable

from msgspec import Struct

from shared.contracts.dated import DatedFlag
from shared.contracts.declared import DeclaredFigure
from shared.contracts.facts import OwnFacts
from shared.contracts.version_bounds import Version
from shared.storage.attributes import from_attributes

MOST_KEYS = 8
"""Keys of an organization that are stored; of more, the last one is replaced."""
_HIGHEST_LINE = 8
"""Keepers above each other that are followed, more than there are levels."""


class OwnKey(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A signing key of an organization by its newest own record, whose signature was verified. `replaces`: a key that handed over to it.

    `writer`: the service in whose topic the record was published.
    """

    signing_key: bytes
    public_key: bytes
    epoch: int
    sequence: int
    replaces: bytes = b""
    endorsed: dict[str, bytes] = {}
    disputed: int = 0
    consents: dict[str, tuple[DatedFlag, ...]] = {}
    accepts_from_peers: tuple[DatedFlag, ...] = ()
    accepts_from_above: tuple[DatedFlag, ...] = ()
    declared: tuple[DeclaredFigure, ...] = ()
    writer: str = ""

    @property
    def version(self) -> Version:
        return self.epoch, self.sequence


OwnKeys = tuple[OwnKey, ...]
"""The keys of an organization in the order in which they became known."""


def own_key(facts: OwnFacts, version: Version, writer: str) -> OwnKey:
    """Returns the key that an own record publishes."""
    epoch, sequence = version
    return from_attributes(OwnKey, facts, epoch=epoch, sequence=sequence, writer=writer)


def with_key(keys: OwnKeys, new: OwnKey) -> OwnKeys:
    """Returns the keys after an own record; an outdated record changes nothing."""
    known = {each.signing_key: number for number, each in enumerate(keys)}
    here = known.get(new.signing_key)
    if here is not None:
        return keys if new.version <= keys[here].version else (*keys[:here], new, *keys[here + 1 :])
    return (*keys[: MOST_KEYS - 1], new)


def is_successor(keys: OwnKeys, new: OwnKey) -> bool:
    """Returns whether the key is the first one, a known one, or one that a known key has handed over to."""
    known = {each.signing_key for each in keys}
    return not keys or new.signing_key in known or new.replaces in known


class KeyRing:
    """The keys of all organizations. `keeper`: returns the organization that keeps the record of another; None where it is unknown."""

    def __init__(self, keeper: Callable[[str], str | None]) -> None:
        self.pins: dict[str, bytes] = {}
        self._keeper = keeper
        self._keys: dict[str, OwnKeys] = {}
        self._waiting: set[str] = set()
        self._disputed: set[str] = set()
        self._declaring: set[str] = set()

    def keys_of(self, organization: str) -> OwnKeys:
        """Returns every known key of an organization, confirmed or not."""
        return self._keys.get(organization, ())

    def put(self, organization: str, key: OwnKey) -> None:
        """Applies an own record."""
        self._keys[organization] = with_key(self.keys_of(organization), key)
        self._waiting.add(organization)
        if key.disputed:
            self._disputed.add(organization)
        if key.declared:
            self._declaring.add(organization)

    def invalidate(self, organization: str) -> None:
        """Marks the organization as unconfirmed until its key is checked again: its keeper may have changed."""
        if organization in self._keys:
            self._waiting.add(organization)

    def confirmed(self, organization: str, _line: int = 0) -> OwnKey | None:
        """Returns the confirmed key of an organization; None while it has none."""
        line = self.confirmed_line(organization, _line)
        return line[-1] if line else None

    def confirmed_line(self, organization: str, _line: int = 0) -> list[OwnKey]:
        """Returns the confirmed key of an organization after those that led to it, as far as they are known; none while it has none."""
        keys = {each.signing_key: each for each in self.keys_of(organization)}
        anchor = self._anchor(organization, _line) if keys else None
        if anchor is None:
            return []
        line = list[OwnKey]()
        found = keys.get(anchor) or next((each for each in keys.values() if each.replaces == anchor), None)
        while found is not None:
            line.append(keys.pop(found.signing_key))
            found = next((each for each in keys.values() if each.replaces == line[-1].signing_key), None)
        return line

    def _anchor(self, organization: str, line: int) -> bytes | None:
        """Returns the signing key that a pin or the keeper's own record confirms."""
        pin = self.pins.get(organization)
        keeper = self._keeper(organization) if pin is None else None
        if keeper is None or keeper == organization or line >= _HIGHEST_LINE:
            return pin
        above = self.confirmed(keeper, line + 1)
        return above.endorsed.get(organization) if above else None

    def version(self, organization: str) -> Version:
        """Returns the version of the confirmed key, else the highest of all; (0, 0) without any."""
        found = self.confirmed(organization)
        return found.version if found else max((each.version for each in self.keys_of(organization)), default=(0, 0))

    def disputed(self) -> dict[str, int]:
        """Returns the number of disputed subjects of each organization that has some, from its confirmed own record."""
        found = {each: self.confirmed(each) for each in self._disputed}
        return {each: key.disputed for each, key in sorted(found.items()) if key is not None and key.disputed}

    def declared_by(self, organization: str) -> tuple[DeclaredFigure, ...]:
        """Returns the figures that an organization declares in its confirmed own record."""
        found = self.confirmed(organization) if organization in self._declaring else None
        return () if found is None else found.declared

    def unconfirmed(self) -> list[str]:
        """Returns the organizations that have published keys of which none is confirmed."""
        self._waiting = {each for each in self._waiting if self.confirmed(each) is None}
        return sorted(self._waiting)
