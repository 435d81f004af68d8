"""The folded state of one partition of one topic: the newest facts of each matter, and the sums of their steps."""

from functools import lru_cache
from typing import Any, NamedTuple, cast

import msgspec

from services.aggregation.partition_progress import PartitionProgress
from services.aggregation.processor import ProcessorState
from services.aggregation.round_robin import RoundRobin
from services.aggregation.step_sums import add
from services.aggregation.tally.breakdowns import BreakdownKey, Breakdowns
from services.aggregation.tally.recent import CountedMatter, RecentlyCounted
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.codec import ReceivedEvent
from shared.contracts.facts import Facts, OrganizationFacts, ProposalFacts
from shared.contracts.pages import Steps, month_of
from shared.contracts.subjects import is_key, organization_of
from shared.contracts.topics import EVENT_TOPICS, Topic, kind_of
from shared.contracts.version_bounds import conflicting, implausible, is_plausible
from shared.measures.contributions import contributions
from shared.measures.steps import Step

_pack = msgspec.msgpack.Encoder().encode
_unpack: dict[Any, Any] = {
    event.facts: msgspec.msgpack.Decoder(event.facts).decode
    for event in CATALOGUE.values()
    if event.topic in EVENT_TOPICS
}
_steps = msgspec.msgpack.Decoder(Steps).decode
_NOTHING = CountedMatter(None, frozenset())
"""What is counted of a matter before its first event."""


class UncountableError(ValueError):
    """An event that can be decoded and cannot be counted; the message is the reason."""


class TallyPageKey(NamedTuple):
    """The key of a tally page: organization, year of the matters, month of the steps."""

    organization: str
    year: int
    month: str


_page_key = lru_cache(maxsize=10_000)(TallyPageKey)
"""Few pages change at a time: their keys are made once."""


class LatestFacts(NamedTuple):
    """The newest facts of a matter, packed: smaller than their steps, which are quickly derived again."""

    version: tuple[int, int]
    facts: bytes


class TallyPartition:
    """The state of a partition. `changed`, `changed_places`: keys to publish; `_packed`: encoded pages, outdated where in `_unpacked`."""

    def __init__(self, progress: PartitionProgress) -> None:
        self.progress = progress
        self.pages: dict[TallyPageKey, Steps] = {}
        self.changed: set[TallyPageKey] = set()
        self.tree: dict[str, OrganizationFacts] = {}
        self.changed_places: set[str] = set()
        self.round_robin: RoundRobin[TallyPageKey | BreakdownKey | str] = RoundRobin(
            lambda: (*self.pages, *self.breakdowns.pages, *self.tree)
        )
        self.breakdowns = Breakdowns(lambda subject: self._newest[subject].facts)
        self._newest: dict[str, LatestFacts] = {}
        self._recent = RecentlyCounted()
        self._packed: dict[TallyPageKey, bytes] = {}
        self._unpacked: set[TallyPageKey] = set()

    @classmethod
    def restored(cls, progress: PartitionProgress, state: ProcessorState, topic: str) -> "TallyPartition":
        """Returns the partition of this topic as it was when the state was taken."""
        partition = cls(progress)
        partition._newest = dict(state.tables["matters"])
        partition._packed = dict(state.tables["pages"])
        partition.pages = {key: _steps(packed) for key, packed in partition._packed.items()}
        partition.breakdowns.pages = dict(state.tables["breakdowns"])
        partition.breakdowns.pending = dict(state.tables["pending"])
        if kind_of(topic) is Topic.ORGANIZATIONS:
            records = {subject: newest for subject, newest in partition._newest.items() if is_key(subject)}
            partition.tree = {key: _unpack[OrganizationFacts](newest.facts) for key, newest in records.items()}
        return partition

    def pack(self, limit: int) -> bool:
        """Packs at most `limit` unpacked pages; returns whether none is left."""
        for _ in range(min(limit, len(self._unpacked))):
            key = self._unpacked.pop()
            self._packed[key] = _pack(self.pages[key])
        return not self._unpacked

    def state(self) -> ProcessorState:
        """Returns the complete state, after packing the remaining pages."""
        self.pack(len(self._unpacked))
        return ProcessorState(
            self.progress.position,
            tuple(self.progress.digests),
            {
                "matters": dict(self._newest),
                "pages": dict(self._packed),
                "breakdowns": dict(self.breakdowns.pages),
                "pending": dict(self.breakdowns.pending),
            },
        )

    def count(self, event: ReceivedEvent) -> None:
        """Counts an event unless its subject has facts of the same or a higher version.

        Raises `UncountableError`, with the state unchanged, when the facts cannot be counted, no writer can have produced the
        version, or the version is known with other facts.
        """
        envelope = event.envelope
        subject, version = envelope.subject, envelope.version
        known = self._newest.get(subject)
        if known is not None and known.version >= version:
            if known.version == version and _unpack[type(event.facts)](known.facts) != event.facts:
                raise UncountableError(conflicting(subject, version))
            return
        if not is_plausible(version, known.version if known else None):
            raise UncountableError(implausible(subject, version, known.version if known else None))
        facts = cast("Facts", event.facts)
        try:
            old = self._counted_before(subject, type(facts), known)
            new = old if facts == old.facts else CountedMatter(facts, frozenset(contributions(facts)))
            packed = known.facts if known and new is old else _pack(facts)
        except Exception as error:
            raise UncountableError(f"cannot be counted: {error!r}") from error
        self._newest[subject] = LatestFacts(version, packed)
        self._recent.put(subject, new)
        self.progress.observe(envelope.time)
        if new is old:
            return
        self._book(organization_of(subject), new.steps - old.steps, old.steps - new.steps)
        if isinstance(facts, ProposalFacts):
            self.breakdowns.observe(subject, known.facts if known else None)
        if isinstance(facts, OrganizationFacts):
            self.tree[subject] = facts
            self.changed_places.add(subject)

    def _counted_before(self, subject: str, type: type[Facts], known: LatestFacts | None) -> CountedMatter:
        """Returns what is counted of a matter before an event; nothing of a new one."""
        if known is None:
            return _NOTHING
        recent = self._recent.get(subject)
        if recent is not None:
            return recent
        facts = _unpack[type](known.facts)
        return CountedMatter(facts, frozenset(contributions(facts)))

    def _book(self, organization: str, added: frozenset[Step], removed: frozenset[Step]) -> None:
        """Adds and subtracts the steps that differ; the unchanged ones, which are most, are in neither set."""
        for steps, sign in ((added, 1), (removed, -1)):
            for counter, year, day, amount in steps:
                key = _page_key(organization, year, month_of(day))
                page = self.pages.get(key)
                if page is None:
                    page = self.pages[key] = {}
                add(page, counter, day, sign * amount)
                self.changed.add(key)
                self._unpacked.add(key)

    def refresh(self) -> None:
        """Marks all pages and places as pending."""
        self.changed.update(self.pages)
        self.breakdowns.changed.update(self.breakdowns.pages)
        self.changed_places.update(self.tree)

    def renew(self, share: float) -> None:
        """Marks the next `share` (0 to 1) of all pages and places as pending."""
        for key in self.round_robin.next(share):
            if isinstance(key, TallyPageKey):
                self.changed.add(key)
            elif isinstance(key, BreakdownKey):
                self.breakdowns.changed.add(key)
            else:
                self.changed_places.add(key)
