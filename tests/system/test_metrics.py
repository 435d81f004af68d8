"""The metrics of a running system: all documented ones, without contradiction between processes."""

from collections import defaultdict
from collections.abc import Iterator

import httpx
import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families as parsed

from deploy import ports
from deploy.generated.targets import PROCESSORS
from shared.telemetry.metrics import METRICS, Process
from tests.support.system import System
from tests.support.waiting import wait_until

PORTS = {name: offset + ports.METRICS for name, offset in ports.SERVICES.items()} | PROCESSORS
LABELS_OF_ONE_PROCESS = ("topic", "partition"), ("level", "kind"), ("level", "kind", "status"), ("city",)
"""Metrics of the whole system, which exactly one process exports."""

NOT_YET = {"lianxi_audit_differences", "lianxi_open_transaction_offsets"}
"""Metrics without samples here: an audit runs at night, and only Apache Kafka has transactions."""

MetricsByProcess = dict[str, dict[str, Metric]]


@pytest.fixture(scope="module")
def exported(system: System) -> MetricsByProcess:
    """Returns process -> name -> metric."""
    return {process: dict(families(system.base + offset)) for process, offset in PORTS.items()}


def families(port: int) -> Iterator[tuple[str, Metric]]:
    for family in parsed(httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text):
        if family.name.startswith("lianxi_"):
            yield family.name + ("_total" if family.type == "counter" else ""), family


def kind(process: str) -> Process:
    return "tally" if process == "tally" else "rollup" if process == "rollup" else "service"


def test_a_process_reports_what_it_knows_and_nothing_else(exported: MetricsByProcess) -> None:
    for process, found in exported.items():
        assert found.keys() == {name for name, metric in METRICS.items() if kind(process) in metric.by}, process


@pytest.mark.parametrize("name", sorted(METRICS.keys() - NOT_YET))
def test_every_metric_is_exported_with_its_labels(exported: MetricsByProcess, name: str) -> None:
    samples = [sample for found in exported.values() if name in found for sample in found[name].samples]
    assert samples
    assert {frozenset(sample.labels) - {"le"} for sample in samples} == {frozenset(METRICS[name].labels)}


def test_no_two_processes_export_one_gauge(exported: MetricsByProcess) -> None:
    exporters = defaultdict(set)
    for process, found in exported.items():
        for name, metric in found.items():
            if METRICS[name].labels in LABELS_OF_ONE_PROCESS and METRICS[name].kind == "gauge":
                for sample in metric.samples:
                    exporters[name, frozenset(sample.labels.items())].add(process)
    assert len(exporters) > 10
    assert {key: found for key, found in exporters.items() if len(found) > 1} == {}


def test_the_services_report_the_last_reconcile(system: System) -> None:
    """The services read the result at intervals."""

    def exported() -> set[float]:
        services = [dict(families(system.base + PORTS[name])) for name in ports.SERVICES]
        return {each["lianxi_reconcile_differences"].samples[0].value for each in services}

    wait_until(lambda: exported() == {0}, what="no differences")
