"""The documented metrics, each declared once."""

from prometheus_client import REGISTRY

from shared.telemetry.metrics import METRICS

PROMISED = """
outbox_pending outbox_oldest_seconds events_published_total[topic] repairs_total[reason] audit_differences[topic,what]
reader_position_behind[reader] reader_stalled_seconds[reader] open_transaction_offsets[reader,topic,partition] kafka_unavailable_seconds
inbox_total[result] signatures_refused_total[reader] foreign_records_total[topic]
reminders_total[level,audience] tally_records_total[topic] tally_records_behind[topic,partition] tally_batch_seconds
checkpoint_age_seconds[topic,partition] checkpoint_seconds pages_published_total[stage] rollup_batch_seconds rollup_pages
rollup_foreign_pages
rollup_pending_pages commit_to_report_seconds dead_letters_total[topic,reason] matters[level,kind,status] overdue[level,kind]
bodies_established_ratio[city] reconcile_differences reconcile_age_seconds http_request_seconds[route,method,status]
messages_pending[level] messages_oldest_seconds[level] stored_files stored_file_bytes
receiving_files receiving_oldest_seconds pending_chunks received_files_total[result]
"""


def test_every_promised_metric_is_declared_with_its_labels() -> None:
    declared = {
        f"{metric.name}[{','.join(metric.labels)}]" if metric.labels else metric.name for metric in METRICS.values()
    }
    assert declared - {"lianxi_build_info[service,version,revision]"} == {f"lianxi_{name}" for name in PROMISED.split()}


def test_every_metric_is_shown_under_the_name_that_was_promised() -> None:
    shown = {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in REGISTRY.collect()
        if family.name.startswith("lianxi_")
    }
    assert shown == set(METRICS)


def test_every_metric_says_what_it_is_and_in_which_unit() -> None:
    assert all(metric.help and metric.unit for metric in METRICS.values())
