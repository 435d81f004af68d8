"""Every measure as a figure, of given totals."""

from collections.abc import Iterable

from shared.measures.catalogue import MEASURES
from shared.measures.figures import Figure, Total, figure


def figures(total: Total, *, counters: Iterable[str] = (), decimals: int = 2) -> list[Figure]:
    """Returns every measure as a figure. `counters`: the names among which parts and buckets are searched that only the data knows."""
    names = tuple(counters)
    return [figure(measure, total, counters=names, decimals=decimals) for measure in MEASURES]


ZHENYUAN = {
    "proposals_received": 118,
    "proposals_filed": 118,
    "proposals_assigned": 118,
    "proposals_replied": 118,
    "proposals_closed": 118,
    "proposals_online": 96,
    "proposals_outcome/resolved": 36,
    "proposals_outcome/planned": 52,
    "proposals_outcome/for_reference": 30,
}
"""The published counts of the proposals of 镇远 in 2014."""
