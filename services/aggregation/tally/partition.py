"""The folded state of one partition of one topic: the newest facts of each matter, and the sums of their steps."""

from collections.abc import Collection, Sequence

from aiokafka import ConsumerRecord, TopicPartition

from services.aggregation.packed_pages import PackedPages
from services.aggregation.partition_progress import PartitionProgress
from services.aggregation.processor import ProcessorState, RejectedRecord
from services.aggregation.round_robin import RoundRobin
from services.aggregation.tally.breakdowns import Breakdowns
from services.aggregation.tally.matters import (
    MATTERS,
    MatterChange,
    NewestEvent,
    packed,
    unpacked,
    with_version,
)
from services.aggregation.tally.pages import TallyPages
from shared.contracts.codec import EventDecoder, EventFacts, MalformedEventError, decode_facts
from shared.contracts.facts import OrganizationFacts
from shared.contracts.subjects import is_key, organization_of
from shared.contracts.topics import Topic, kind_of
from shared.contracts.version_bounds import conflicting, implausible, is_plausible
from shared.measures.contributions import contributions
from shared.measures.steps import Step

PAGES, BREAKDOWNS = PackedPages.table("pages"), PackedPages.table("breakdowns")
"""The names of the tables of packed pages in a checkpoint."""
_NO_STEPS: frozenset[Step] = frozenset()


class UncountableError(ValueError):
    """An event that can be decoded and cannot be counted; the message is the reason."""


class TallyPartition:
    """The state of a partition. `changed_places`: keys to publish, as the changed pages."""

    def __init__(self, tp: TopicPartition, progress: PartitionProgress, state: ProcessorState | None = None) -> None:
        """Begins with no matters, or as it was when the state was taken."""
        tables = {} if state is None else state.tables
        self.progress = progress
        self._matters: dict[str, bytes] = dict(tables.get(MATTERS, {}))
        self.pages = TallyPages(tables.get(PAGES, {}))
        self.breakdowns = Breakdowns(
            lambda subject: unpacked(self._matters[subject]).facts,
            kind_of(tp.topic),
            tables.get(BREAKDOWNS, {}),
            tables.get("pending", {}),
        )
        self.tree: dict[str, OrganizationFacts] = {}
        if kind_of(tp.topic) is Topic.ORGANIZATIONS:
            keys = filter(is_key, self._matters)
            self.tree = {key: decode_facts(unpacked(self._matters[key]).facts, OrganizationFacts) for key in keys}
        self.changed_places: set[str] = set()
        self.round_robin = RoundRobin(lambda: sorted({*self.pages.organizations(), *self.tree}))
        self._decoder = EventDecoder(*tp)

    def state(self) -> ProcessorState:
        """Returns the complete state, after packing the remaining pages."""
        return ProcessorState(
            self.progress.position,
            tuple(self.progress.digests),
            {
                MATTERS: dict(self._matters),
                PAGES: self.pages.packed(),
                BREAKDOWNS: self.breakdowns.pages.state(),
                "pending": dict(self.breakdowns.pending),
            },
        )

    def fold(self, records: Sequence[ConsumerRecord]) -> list[RejectedRecord]:
        """Counts the newest event of each matter in a batch; returns the records that are no events or cannot be counted.

        Events of one matter come close together, so that most of them are outdated before anything is derived from their facts.
        """
        changes: dict[str, MatterChange] = {}
        rejected: list[RejectedRecord] = []
        for record in records:
            try:
                self._read(record.value, changes)
            except (MalformedEventError, UncountableError) as error:
                rejected.append(RejectedRecord(record, str(error)))
        try:
            steps = [_changed_steps(change) for change in changes.values()]
        except UncountableError as error:
            if len(records) == 1:
                return [RejectedRecord(records[0], str(error))]
            # Without the event that cannot be counted, an older one is the newest of its matter. Nothing is counted yet.
            return [each for record in records for each in self.fold([record])]
        for (subject, change), (added, removed) in zip(changes.items(), steps, strict=True):
            self._count(subject, change, added, removed)
        if changes:
            self.progress.observe(next(iter(changes.values())).recorded)
        return rejected

    def _read(self, value: bytes | None, changes: dict[str, MatterChange]) -> None:
        """Adds the event of a record to the changes, unless its type is unknown or its matter has a version as high.

        Raises `MalformedEventError` when it is no event, and `UncountableError` when no writer can have produced its version, or when the
        version is known with other facts.
        """
        event = self._decoder.open(value)
        if event is None:
            return
        subject, version, facts = event.subject, (event.epoch, event.sequence), bytes(event.data.facts)
        change = changes.get(subject)
        counted = self._counted(subject) if change is None else None
        known = change or counted
        # Repeated facts need not be decoded.
        decoded = None if known is not None and known.facts == facts else self._decoder.facts(event, facts)
        if known is not None and known.version >= version:
            if known.version == version and decoded is not None and decoded != decode_facts(known.facts, type(decoded)):
                raise UncountableError(conflicting(subject, version))
        elif not is_plausible(version, None if known is None else known.version):
            raise UncountableError(implausible(subject, version, None if known is None else known.version))
        elif change is None:
            changes[subject] = MatterChange(counted, version, facts, decoded, event.time)
        else:
            change.version = version
            if decoded is not None:
                change.facts, change.decoded = facts, decoded

    def _counted(self, subject: str) -> NewestEvent | None:
        """Returns what is counted of a matter; None before its first event."""
        packed = self._matters.get(subject)
        return None if packed is None else unpacked(packed)

    def _count(self, subject: str, change: MatterChange, added: frozenset[Step], removed: frozenset[Step]) -> None:
        """Replaces what is counted of a matter."""
        facts = change.decoded
        if facts is None:
            self._matters[subject] = with_version(change.version, self._matters[subject])
            return
        self._matters[subject] = packed(change.version, change.facts)
        organization = organization_of(subject)
        self.pages.book(organization, added, 1)
        self.pages.book(organization, removed, -1)
        if type(facts) is self.breakdowns.divides:
            self.breakdowns.observe(subject, None if change.counted is None else change.counted.facts)
        elif isinstance(facts, OrganizationFacts):
            self.tree[subject] = facts
            self.changed_places.add(subject)

    def refresh(self) -> None:
        """Marks all pages and places as pending."""
        self._mark({*self.pages.organizations(), *self.tree})

    def renew(self, share: float) -> None:
        """Marks all pages and places of the next `share` (0 to 1) of the organizations as pending."""
        self._mark(self.round_robin.next(share))

    def _mark(self, organizations: Collection[str]) -> None:
        self.pages.changed.add_all(organizations)
        self.breakdowns.changed.add_all(organizations)
        self.changed_places.update(self.tree.keys() & organizations)


def _changed_steps(change: MatterChange) -> tuple[frozenset[Step], frozenset[Step]]:
    """Returns the added and the removed steps of a matter; most are neither. Raises `UncountableError`."""
    facts, counted = change.decoded, change.counted
    if facts is None:
        return _NO_STEPS, _NO_STEPS
    try:
        new = _steps(facts)
    except Exception as error:
        raise UncountableError(f"cannot be counted: {error!r}") from error
    old = _NO_STEPS if counted is None else _steps(decode_facts(counted.facts, type(facts)))
    return new - old, old - new


def _steps(facts: EventFacts) -> frozenset[Step]:
    return frozenset(contributions(facts))  # type: ignore[arg-type]  # a tally reads no events of other facts
