"""Every metric of the system, declared once, with help and unit. `METRICS` is the same as a table, for the docs."""

from typing import NamedTuple

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]  # twice the series; restarts show in process_start_time_seconds

PREFIX = "lianxi_"


class Described(NamedTuple):
    """A metric as the operations guide lists it; `name` is what Prometheus shows."""

    name: str
    kind: str
    unit: str
    labels: tuple[str, ...]
    help: str


METRICS: dict[str, Described] = {}
"""The name that Prometheus shows -> its description."""


def _described(name: str, kind: str, unit: str, labels: tuple[str, ...], text: str) -> tuple[str, str]:
    METRICS[PREFIX + name] = Described(PREFIX + name, kind, unit, labels, text)
    return PREFIX + name, f"{text} ({unit})"


def _gauge(name: str, text: str, *labels: str, unit: str) -> Gauge:
    return Gauge(*_described(name, "gauge", unit, labels, text), labelnames=labels)


def _counter(name: str, text: str, *labels: str, unit: str) -> Counter:
    return Counter(*_described(name, "counter", unit, labels, text), labelnames=labels)


def _histogram(name: str, text: str, *labels: str, buckets: tuple[float, ...]) -> Histogram:
    return Histogram(*_described(name, "histogram", "seconds", labels, text), labelnames=labels, buckets=buckets)


_REQUEST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_WORK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)
_JOURNEY = (0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)

# From the service to Kafka.
outbox_pending = _gauge("outbox_pending", "Committed events that are not yet in Kafka", unit="events")
outbox_oldest_seconds = _gauge(
    "outbox_oldest_seconds", "Age of the oldest committed event not yet in Kafka", unit="seconds"
)
events_published = _counter("events_published_total", "Events acknowledged by Kafka", "topic", unit="events")
audit_differences = _gauge(
    "audit_differences",
    "Matters of which Kafka did not hold what the database has, at the last audit",
    "topic",
    "what",
    unit="matters",
)
repairs = _counter("repairs_total", "Times that the outbox was published again", "reason", unit="repairs")

# From Kafka to the service.
reader_position_behind = _gauge(
    "reader_position_behind", "Records that a reader has not yet read", "reader", unit="records"
)
inbox = _counter("inbox_total", "Transfers received, by what became of them", "result", unit="transfers")

# Aggregation.
tally_records = _counter("tally_records_total", "Records folded", "topic", unit="records")
tally_records_behind = _gauge(
    "tally_records_behind", "Records of a partition not yet folded", "topic", "partition", unit="records"
)
tally_batch_seconds = _histogram("tally_batch_seconds", "Time in which the tally folds one batch", buckets=_WORK)
rollup_batch_seconds = _histogram("rollup_batch_seconds", "Time in which the rollup folds one batch", buckets=_WORK)
checkpoint_age_seconds = _gauge(
    "checkpoint_age_seconds", "Age of the newest checkpoint of a partition", "topic", "partition", unit="seconds"
)
checkpoint_seconds = _histogram("checkpoint_seconds", "Time to write one checkpoint", buckets=_WORK)
pages_sent = _counter("pages_sent_total", "Pages acknowledged by Kafka", "stage", unit="pages")
rollup_pages = _gauge("rollup_pages", "Pages that the rollup holds", unit="pages")
rollup_waiting_pages = _gauge("rollup_waiting_pages", "Changed report pages that are not yet sent", unit="pages")
commit_to_report_seconds = _histogram(
    "commit_to_report_seconds", "From the commit of an event to the report that counts it", buckets=_JOURNEY
)
dead_letters = _counter(
    "dead_letters_total", "Records put aside because they cannot be read", "topic", "reason", unit="records"
)

# What the committees do.
matters = _gauge("matters", "Matters in a service, by state", "level", "kind", "status", unit="matters")
overdue = _gauge("overdue", "Open matters whose limit has passed", "level", "kind", unit="matters")
bodies_established_ratio = _gauge(
    "bodies_established_ratio", "Townships with an established body, of those on the roster today", "city", unit="ratio"
)
reconcile_differences = _gauge(
    "reconcile_differences", "Figures that differed from their recomputation at the last reconcile", unit="figures"
)

# The process.
http_request_seconds = _histogram(
    "http_request_seconds",
    "Time to answer a request, by the template of its route",
    "route",
    "method",
    "status",
    buckets=_REQUEST,
)
build_info = _gauge("build_info", "Always 1; its labels say what runs", "service", "version", "revision", unit="info")
