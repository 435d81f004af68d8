"""Every metric of the system, declared once: help, unit, and which processes expose it. `METRICS` is the same as a table, for the docs.

A process exposes only its own metrics (`expose`): a tally that exposed `outbox_pending` 0 would contradict a service with pending events.
"""

from typing import Literal, NamedTuple, TypeVar

from prometheus_client import REGISTRY, Counter, Gauge, Histogram, disable_created_metrics

from shared.telemetry.build import REVISION, VERSION

disable_created_metrics()  # type: ignore[no-untyped-call]  # they double the series; process_start_time_seconds shows restarts

PREFIX = "lianxi_"

Process = Literal["service", "tally", "rollup"]
"""The kinds of process."""


class MetricDescription(NamedTuple):
    """A metric as the operations guide lists it; `name` is its full name in Prometheus, `by` are the processes that expose it."""

    name: str
    kind: str
    unit: str
    labels: tuple[str, ...]
    help: str
    by: tuple[Process, ...]


METRICS: dict[str, MetricDescription] = {}
"""Full name in Prometheus -> description."""

_Metric = TypeVar("_Metric", Gauge, Counter, Histogram)
_metrics: dict[str, Gauge | Counter | Histogram] = {}


def expose(process: Process, *, service: str) -> None:
    """Restricts `/metrics` to the metrics of this kind of process, and sets `build_info` with the name `service`."""
    build_info.labels(service=service, version=VERSION, revision=REVISION).set(1)
    for name, described in METRICS.items():
        if process not in described.by:
            REGISTRY.unregister(_metrics[name])


def _declared(metric: _Metric, described: MetricDescription) -> _Metric:
    METRICS[described.name] = described
    _metrics[described.name] = metric
    return metric


def _gauge(name: str, text: str, *labels: str, unit: str, by: tuple[Process, ...]) -> Gauge:
    described = MetricDescription(PREFIX + name, "gauge", unit, labels, text, by)
    return _declared(Gauge(described.name, f"{text} ({unit})", labels), described)


def _counter(name: str, text: str, *labels: str, unit: str, by: tuple[Process, ...]) -> Counter:
    described = MetricDescription(PREFIX + name, "counter", unit, labels, text, by)
    return _declared(Counter(described.name, f"{text} ({unit})", labels), described)


def _histogram(name: str, text: str, *labels: str, buckets: tuple[float, ...], by: tuple[Process, ...]) -> Histogram:
    described = MetricDescription(PREFIX + name, "histogram", "seconds", labels, text, by)
    return _declared(Histogram(described.name, f"{text} (seconds)", labels, buckets=buckets), described)


_REQUEST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_WORK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)
_JOURNEY = (0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)

_SERVICE: tuple[Process, ...] = ("service",)
_TALLY: tuple[Process, ...] = ("tally",)
_ROLLUP: tuple[Process, ...] = ("rollup",)
_PROCESSORS = (*_TALLY, *_ROLLUP)
_ALL = (*_SERVICE, *_PROCESSORS)

# From the service to Kafka.
outbox_pending = _gauge("outbox_pending", "Committed events that are not yet in Kafka", unit="events", by=_SERVICE)
outbox_oldest_seconds = _gauge(
    "outbox_oldest_seconds", "Age of the oldest committed event not yet in Kafka", unit="seconds", by=_SERVICE
)
events_published = _counter(
    "events_published_total", "Events acknowledged by Kafka", "topic", unit="events", by=_SERVICE
)
audit_differences = _gauge(
    "audit_differences",
    "Matters whose events in Kafka differed from the database at the last audit",
    "topic",
    "what",
    unit="matters",
    by=_SERVICE,
)
repairs = _counter("repairs_total", "Times that the outbox was published again", "reason", unit="repairs", by=_SERVICE)

kafka_unavailable_seconds = _gauge(
    "kafka_unavailable_seconds", "Time for which Kafka has not answered; 0: it answers", unit="seconds", by=_ALL
)

# From Kafka to the service.
reader_position_behind = _gauge(
    "reader_position_behind", "Records that an active reader has not yet read", "reader", unit="records", by=_SERVICE
)
reader_stalled_seconds = _gauge(
    "reader_stalled_seconds",
    "Time since a reader that is behind made progress; 0: it has read everything",
    "reader",
    unit="seconds",
    by=_SERVICE,
)
open_transaction_offsets = _gauge(
    "open_transaction_offsets",
    "Offsets that an open transaction keeps from a reader; no series: none is open",
    "reader",
    "topic",
    "partition",
    unit="offsets",
    by=_ALL,
)
reminders = _counter(
    "reminders_total",
    "Reminders of limits that were made, by audience",
    "level",
    "audience",
    unit="reminders",
    by=_SERVICE,
)
messages_pending = _gauge(
    "messages_pending", "Messages with notifications that were not accepted yet", "level", unit="messages", by=_SERVICE
)
messages_oldest_seconds = _gauge(
    "messages_oldest_seconds",
    "Age of the oldest message with notifications that was not accepted yet; 0: none waits",
    "level",
    unit="seconds",
    by=_SERVICE,
)
inbox = _counter("inbox_total", "Transfers received, by result", "result", unit="transfers", by=_SERVICE)
signatures_refused = _counter(
    "signatures_refused_total", "Records that no confirmed key has signed", "reader", unit="records", by=_SERVICE
)
foreign_records = _counter(
    "foreign_records_total", "Records about our matters that others wrote", "topic", unit="records", by=_SERVICE
)
commit_to_report_seconds = _histogram(
    "commit_to_report_seconds", "From the commit of an event to its report", buckets=_JOURNEY, by=_SERVICE
)
dead_letters = _counter(
    "dead_letters_total", "Records written to the dead-letter topic", "topic", "reason", unit="records", by=_ALL
)

# Aggregation.
tally_records = _counter("tally_records_total", "Records folded", "topic", unit="records", by=_TALLY)
tally_records_behind = _gauge(
    "tally_records_behind",
    "Records of a partition not yet folded",
    "topic",
    "partition",
    unit="records",
    by=_PROCESSORS,
)
tally_batch_seconds = _histogram(
    "tally_batch_seconds", "Time in which the tally folds one batch", buckets=_WORK, by=_TALLY
)
rollup_batch_seconds = _histogram(
    "rollup_batch_seconds", "Time in which the rollup folds one batch", buckets=_WORK, by=_ROLLUP
)
checkpoint_age_seconds = _gauge(
    "checkpoint_age_seconds",
    "Age of the newest checkpoint of a partition",
    "topic",
    "partition",
    unit="seconds",
    by=_PROCESSORS,
)
checkpoint_seconds = _histogram("checkpoint_seconds", "Time to write one checkpoint", buckets=_WORK, by=_PROCESSORS)
pages_published = _counter(
    "pages_published_total", "Pages acknowledged by Kafka", "stage", unit="pages", by=_PROCESSORS
)
rollup_pages = _gauge("rollup_pages", "Pages in the state of the rollup", unit="pages", by=_ROLLUP)
rollup_foreign_pages = _gauge(
    "rollup_foreign_pages", "Pages and places of foreign writers, which do not count", unit="pages", by=_ROLLUP
)
rollup_pending_pages = _gauge(
    "rollup_pending_pages", "Report pages that are being published; above 0 without Kafka", unit="pages", by=_ROLLUP
)

# The matters and bodies of the committees.
matters = _gauge("matters", "Matters in a service, by state", "level", "kind", "status", unit="matters", by=_SERVICE)
overdue = _gauge("overdue", "Open matters whose limit has passed", "level", "kind", unit="matters", by=_SERVICE)
bodies_established_ratio = _gauge(
    "bodies_established_ratio",
    "Townships with an established body, of those on the roster today",
    "city",
    unit="ratio",
    by=_SERVICE,
)

stored_files = _gauge(
    "stored_files",
    "Different files among the attachments of a service, counted once an hour",
    unit="files",
    by=_SERVICE,
)
stored_file_bytes = _gauge(
    "stored_file_bytes", "Bytes of the stored files of a service, counted once an hour", unit="bytes", by=_SERVICE
)
receiving_files = _gauge(
    "receiving_files", "Files of received transfers whose content has not arrived completely", unit="files", by=_SERVICE
)
receiving_oldest_seconds = _gauge(
    "receiving_oldest_seconds", "Age of the oldest of these files; 0 without any", unit="seconds", by=_SERVICE
)
pending_chunks = _gauge(
    "pending_chunks", "Chunks of files that wait for the others of their file", unit="chunks", by=_SERVICE
)
received_files = _counter(
    "received_files_total", "Files that came with transfers, by result", "result", unit="files", by=_SERVICE
)

# The result of the last reconcile of the whole system.
reconcile_differences = _gauge(
    "reconcile_differences",
    "Figures that differed from their recomputation at the last reconcile; NaN: never done",
    unit="figures",
    by=_SERVICE,
)
reconcile_age_seconds = _gauge(
    "reconcile_age_seconds", "Time since the last reconcile; +Inf: never done", unit="seconds", by=_SERVICE
)

# The process.
http_request_seconds = _histogram(
    "http_request_seconds",
    "Time to answer a request, by the template of its route",
    "route",
    "method",
    "status",
    buckets=_REQUEST,
    by=_SERVICE,
)
build_info = _gauge(
    "build_info",
    "Always 1; the labels name service, version and revision",
    "service",
    "version",
    "revision",
    unit="info",
    by=_ALL,
)
