"""The breakdown pages of a partition. They are computed after the other pages, so that the fold does not wait for them (decision 0026)."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from services.aggregation.changed_pages import ChangedPages
from services.aggregation.packed_pages import PackedPages, PageKey, PagePart
from services.aggregation.step_sums import add
from shared.contracts.codec import decode_facts
from shared.contracts.pages import Steps, month_of
from shared.contracts.subjects import organization_of
from shared.contracts.topics import Topic
from shared.measures.breakdowns import DIVIDED_FACTS, DividedFacts, DividedStep, divided_steps


class Breakdowns:
    """The breakdown pages. `changed`: those to publish; `pending`: matter -> the facts (JSON) that the pages contain of it, if any.

    `newest`: returns the newest facts of a matter. `divides`: the facts of the topic that breakdowns divide, if any.
    """

    def __init__(
        self,
        newest: Callable[[str], bytes],
        topic: Topic,
        packed: Mapping[PageKey, bytes],
        pending: Mapping[str, bytes | None],
    ) -> None:
        self.divides = DIVIDED_FACTS.get(topic)
        self.pages = PackedPages(packed)
        self.changed = ChangedPages(self.pages.parts)
        self.pending = dict(pending)
        self._newest = newest

    def observe(self, subject: str, known: bytes | None) -> None:
        """Stores that the facts of a matter have changed. `known`: the facts before."""
        self.pending.setdefault(subject, known)

    def settle(self, limit: int) -> bool:
        """Brings the pages up to date with at most `limit` matters; returns whether no matter is left."""
        if self.divides is None:
            return True
        touched: dict[PageKey, Steps] = {}
        for subject in list(islice(self.pending, limit)):
            known, organization = self.pending.pop(subject), organization_of(subject)
            for breakdown, (counter, year, day, amount) in _changed(self._newest(subject), known, self.divides):
                key = organization, PagePart(year, month_of(day), breakdown)
                if key not in touched:
                    touched[key] = self.steps(*key)
                add(touched[key], counter, day, amount)
        for key, steps in touched.items():
            self.pages.put(*key, steps)
            self.changed.add(*key)
        return not self.pending

    def steps(self, organization: str, part: PagePart) -> Steps:
        """Returns the steps of a page; empty if there is none."""
        return self.pages.get(organization, part) or {}


def _changed(new: bytes, old: bytes | None, facts: type[DividedFacts]) -> Iterable[DividedStep]:
    """Returns the steps that differ between old and new facts, the old ones negated."""
    added = list(divided_steps(decode_facts(new, facts)))
    if old is None:
        return added
    removed = set(divided_steps(decode_facts(old, facts)))
    kept = removed.intersection(added)
    negated = [
        DividedStep(breakdown, (counter, year, day, -amount))
        for breakdown, (counter, year, day, amount) in removed - kept
    ]
    return [*(step for step in added if step not in kept), *negated]
