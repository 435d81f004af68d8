"""The steps of an opinion report 社情民意信息; the counters are described in `counters.py`.

A report that was created from a matter of another organization counts only by its transfers: all else counts once, at its first origin.
"""

from datetime import date

from shared.contracts.dated import DatedLevel
from shared.contracts.facts import OpinionFacts
from shared.contracts.vocabulary import Channel, Level, OpinionState, Recorded
from shared.measures import transfers
from shared.measures.optional import RECORDED
from shared.measures.steps import Step

_ONLINE = {channel: f"opinions_online/channel={channel}" for channel in Channel}
_ADOPTED = {level: f"opinions_adopted/level={level}" for level in Level}
_INSTRUCTED = {level: f"opinions_instructed/level={level}" for level in Level}


def steps(facts: OpinionFacts) -> list[Step]:
    """Returns the steps of an opinion report, in its own year. None of its results is dated before the day it was received."""
    out = transfers.steps(facts.year, facts.sendings) if facts.sendings else []
    received = next((day for day, state in facts.steps if state is OpinionState.COLLECTED), None)
    if facts.chain or received is None:
        return out
    year = facts.year
    out.append(("opinions_received", year, received, 1))
    if facts.online:
        out.append(("opinions_online", year, received, 1))
        out.append((_ONLINE[facts.channel], year, received, 1))
    _count_levels(out, year, received, "opinions_adopted", _ADOPTED, facts.adopted)
    if Recorded.OPINIONS_INSTRUCTED in facts.records:
        out.append((RECORDED[Recorded.OPINIONS_INSTRUCTED], year, received, 1))
        _count_levels(out, year, received, "opinions_instructed", _INSTRUCTED, facts.instructed)
    if facts.fed_back:
        out.append(("opinions_fed_back", year, max(received, facts.fed_back[0]), 1))
    return out


def _count_levels(
    out: list[Step],
    year: int,
    received: date,
    counter: str,
    by_level: dict[Level, str],
    dated: tuple[DatedLevel, ...],
) -> None:
    """Appends one step for the counter and one for each level, each on its first day."""
    first: dict[str, date] = {}
    for level, day in dated:
        first.setdefault(counter, day)
        first.setdefault(by_level[level], day)
    out.extend((name, year, max(received, day), 1) for name, day in first.items())
