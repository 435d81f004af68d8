"""Every measure as a figure, of given totals."""

from collections.abc import Iterable

from shared.measures.catalogue import MEASURES
from shared.measures.figures import Figure, Total, figure


def figures(total: Total, *, counters: Iterable[str] = (), decimals: int = 2) -> list[Figure]:
    """Returns every measure as a figure. `counters`: the names among which parts and buckets are searched that only the data knows."""
    names = tuple(counters)
    return [figure(measure, total, counters=names, decimals=decimals) for measure in MEASURES]
