"""The tables of results."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.commands import Rates
from tests.benchmarks.files import RowTimes
from tests.benchmarks.folding import SHARES, Folding
from tests.benchmarks.journeys import Journeys
from tests.benchmarks.lists import ListTimes, ReadTime
from tests.benchmarks.pauses import Pause
from tests.benchmarks.peers import kafka_streams_version, quix_version
from tests.benchmarks.report_pages import PageTime
from tests.benchmarks.restarts import Restart
from tests.benchmarks.sizes import Sizes
from tests.benchmarks.transfers import Travel

_FAUST = f"plain Faust {version('faust-streaming')}"
_QUIX = f"Quix Streams {quix_version()}"
_STREAMS = f"Kafka Streams {kafka_streams_version()}"
_CONTENDERS = {
    "worker": "the tally as it runs (Faust, pages and checkpoints)",
    "loop": "its fold in a plain aiokafka loop, nothing sent or saved",
    "drain": "reading the topic, nothing done",
    "faust": f"{_FAUST}, one event at a time, the same fold",
    "quix": f"{_QUIX}, one event at a time, the same fold",
}
_SIMPLE_CONTENDERS = {
    "worker": "the delivery of the tally (Faust, rows and checkpoints)",
    "loop": f"a plain aiokafka {version('aiokafka')} loop, nothing sent or saved",
    "drain": "reading the topic, nothing done",
    "faust": f"{_FAUST}, one event at a time, state in dictionaries, nothing sent or saved",
    "tables": f"{_FAUST}, one event at a time, state in its tables in memory, which write a changelog",
    "quix": f"{_QUIX}, one event at a time, state in dictionaries, nothing sent or saved",
    "quix-stored": f"{_QUIX}, one event at a time, state in its stores (RocksDB) without changelog",
    "streams-memory": f"{_STREAMS}, state in memory without changelog",
    "streams-changelog": f"{_STREAMS}, state in memory with changelog",
    "streams-rocksdb": f"{_STREAMS}, state in RocksDB with changelog",
}


_PERCENTILES = ("p50 (s)", "p95 (s)", "p99 (s)")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Returns a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def folding(found: Folding, events: int) -> str:
    """Returns the table of rates and ratios of the fold of the tally."""
    return _rates(found, events, _CONTENDERS, "tally ÷ this")


def simple(found: Folding, events: int) -> str:
    """Returns the table of rates and ratios of the simple fold."""
    return _rates(found, events, _SIMPLE_CONTENDERS, "ours ÷ this")


def _rates(found: Folding, events: int, titles: Mapping[str, str], ratio: str) -> str:
    head = ["", "events/s (median)", "lowest–highest", ratio]
    rows = [
        [
            f"{title} (one event in {SHARES[name]})" if name in SHARES else title,
            f"{found.median(name):,.0f}",
            _spread(found.rates[name]),
            f"{found.ratio(name):.2f}",
        ]
        for name, title in titles.items()
        if name in found.rates
    ]
    if found.processor:
        head.append("processor time of an event (µs)")
        for name, row in zip(filter(found.rates.__contains__, titles), rows, strict=True):
            row.append(f"{statistics.median(found.processor[name]) * 1e6:.1f}")
    title = f"{events:,} events, {len(found.rates['worker'])} rounds"
    return "\n\n".join((title, table(head, rows), *found.missing))


def _spread(values: Sequence[float]) -> str:
    return f"{min(values):,.0f}–{max(values):,.0f}"


def restarts(found: Sequence[Restart]) -> str:
    """Returns the table of restarts by the length of the log."""
    first = found[0].seconds
    rows = [
        (f"{each.events:,}", f"{each.megabytes:.0f}", f"{each.seconds:.2f}", f"{each.seconds / first:.2f}")
        for each in found
    ]
    return table(("events in the log", "checkpoints (MB)", "kill -9 → pages again (s)", "÷ the first"), rows)


def pauses(found: Sequence[Pause]) -> str:
    """Returns the table of pauses by the size of a partition."""
    rows = [
        (
            f"{each.matters:,}",
            f"{each.memory:.0f}",
            f"{each.megabytes:.1f}",
            f"{each.spent:.2f}",
            f"{each.longest * 1000:.0f}",
        )
        for each in found
    ]
    head = (
        "matters in a partition",
        "memory of a matter beside its id (bytes)",
        "file (MB)",
        "to write it (s)",
        "longest pause of the stream (ms)",
    )
    return table(head, rows)


def commands(found: Mapping[str, Rates]) -> str:
    """Returns the table of commands and bare inserts by database; the ratio is the median of all rounds."""
    rows = [
        (
            kind,
            f"{statistics.median(rates.command):.0f} ({_spread(rates.command)})",
            f"{statistics.median(rates.bare):.0f} ({_spread(rates.bare)})",
            f"{rates.ratio:.2f}",
        )
        for kind, rates in found.items()
    ]
    return table(("requests/s (lowest–highest)", "`POST /api/v1/proposals`", "one bare insert", "ratio"), rows)


def rows(title: str, found: Mapping[str, RowTimes], count: int) -> str:
    """Returns the table of an import or an export by database. `title`: of one of its rows."""
    columns = (
        "database",
        "one command (ms)",
        f"{title} (ms)",
        "÷ a command",
        "slowest /livez (ms)",
        "memory (MiB more)",
    )
    cells = [
        (
            kind,
            f"{times.command:.1f}",
            f"{times.row:.2f}",
            f"{times.row / times.command:.2f}",
            f"{times.slowest:.0f}",
            f"{max(0.0, times.memory):.0f}",
        )
        for kind, times in found.items()
    ]
    return f"{count:,} rows\n\n" + table(columns, cells)


def lists(found: Mapping[str, ListTimes], matters: int) -> str:
    """Returns the tables of the times of readings and of the cost of the indexes, by database."""
    rows = [
        (times[0].title, _found(times[0]), *(f"{each.milliseconds:.0f} ({each.processor:.0f})" for each in times))
        for times in zip(*(each.readings for each in found.values()), strict=True)
    ]
    title = f"{matters:,} proposals of one organization, best of five; in brackets the processor time of service and database"
    readings = table(("reading", "matters found", *(f"{each} (ms)" for each in found)), rows)
    costs = [
        (
            kind,
            str(each.cost.indexes),
            f"{each.cost.with_all:.1f}",
            f"{each.cost.without:.1f}",
            f"{each.cost.ratio:.2f}",
        )
        for kind, each in found.items()
    ]
    head = ("processor time of a command (ms)", "indexes that are only read", "with them", "without them", "÷ without")
    return f"{title}\n\n{readings}\n\n{table(head, costs)}"


def _found(time: ReadTime) -> str:
    return "" if time.rows is None else f"{time.rows:,}{'+' if time.more else ''}"


def sizes(found: Mapping[str, Sizes]) -> str:
    """Returns the table of sizes by database."""
    rows = [
        (kind, f"{each.proposal / 1024:.1f}", str(each.events), f"{each.payload:,.0f}") for kind, each in found.items()
    ]
    head = ("database", "a closed proposal (KiB)", "events of it", "an event as it is sent (bytes)")
    return table(head, rows)


def report_pages(found: Sequence[PageTime]) -> str:
    """Returns the table of the times of report pages."""
    rows = [
        (
            each.title,
            f"{each.townships:,}",
            f"{each.first:.0f}",
            f"{each.p50:.0f}",
            f"{each.p95:.0f}",
            f"{each.processor:.0f}",
            f"{each.kilobytes:.0f}",
        )
        for each in found
    ]
    head = ("page", "townships", "first (ms)", "p50 (ms)", "p95 (ms)", "processor (ms)", "HTML (KiB)")
    return table(head, rows)


def journeys(found: Sequence[Journeys]) -> str:
    """Returns the table of delays by the rate of writes."""
    rows = [(str(each.asked), f"{each.rate:.0f}", *_percentiles(each.seconds)) for each in found]
    return table(("writes/s asked for", "answered", *_PERCENTILES), rows)


def transfers(found: Sequence[Travel]) -> str:
    """Returns the table of travels: each hop to the next level, and the whole way with the answer."""
    rows = [
        (f"to the {level}", *_percentiles([each.hops[number] for each in found]))
        for number, level in enumerate(("county", "city", "province"))
    ]
    rows.append(("township → province → township, with what clerks do", *_percentiles([each.whole for each in found])))
    return f"{len(found)} reports\n\n" + table(("from the answer to `forward`", *_PERCENTILES), rows)


def _percentiles(seconds: Sequence[float]) -> list[str]:
    """Returns the percentiles of `_PERCENTILES` by nearest rank."""
    ordered = sorted(seconds)
    return [f"{ordered[min(len(ordered) - 1, int(share * len(ordered)))]:.3f}" for share in (0.5, 0.95, 0.99)]


def put(page: Path, name: str, table: str) -> None:
    """Replaces the text between the markers of this benchmark."""
    text = page.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}\n{table}\n\n{end}{after}", encoding="utf-8")
