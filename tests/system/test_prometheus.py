"""Prometheus scrapes a running system, and answers every panel and every alert."""

import math
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from deploy.generated.panels import PANELS
from deploy.generated.targets import targets
from tests.support.packages import program
from tests.support.ports import free_port
from tests.support.system import System
from tests.support.tree import ROOT
from tests.support.waiting import wait_until

pytestmark = pytest.mark.full

FOLDER = ROOT / "deploy" / "prometheus"
CLERK = "522625-secretariat"
EMPTY = {
    "上次核查不符的事项": "an audit is done by night",
    "出错的请求（每秒）": "no request has failed",
    "未结束的事务之后的记录": "no transaction of another program is left open",
}
"""Panels without data in a new system without faults -> the reason."""


class Prometheus:
    def __init__(self, port: int) -> None:
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=30, trust_env=False)

    def get(self, path: str, **params: str) -> Any:
        answer = self.http.get(path, params=params).json()
        assert answer["status"] == "success", answer
        assert "warnings" not in answer, answer
        return answer["data"]

    def values(self, expression: str) -> list[float]:
        """Returns the current values that are numbers."""
        found = (float(each["value"][1]) for each in self.get("/query", query=expression)["result"])
        return [value for value in found if not math.isnan(value)]

    def all_is_scraped(self) -> bool:
        try:
            if not self.http.get("/targets").is_success:
                return False
        except httpx.TransportError:
            return False
        active = self.get("/targets", state="active")["activeTargets"]
        return bool(active) and all(each["health"] == "up" for each in active)


@pytest.fixture(scope="module")
def prometheus(system: System, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """Runs Prometheus with our configuration, but with a scrape interval of one second."""
    folder, port = tmp_path_factory.mktemp("prometheus"), free_port()
    configuration = (FOLDER / "prometheus.yml").read_text(encoding="utf-8")
    (folder / "prometheus.yml").write_text(configuration.replace("interval: 15s", "interval: 1s"), encoding="utf-8")
    (folder / "alerts.yml").write_bytes((FOLDER / "alerts.yml").read_bytes())
    (folder / "targets.yml").write_text(targets(base=system.base), encoding="utf-8")
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(_command(folder, port), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    found = Prometheus(port)
    try:
        wait_until(found.all_is_scraped, what=f"every target up; see {folder / 'log'}")
        yield found
    finally:
        found.http.close()
        running.terminate()
        assert running.wait(30) == 0


def _command(folder: Path, port: int) -> list[str]:
    return [
        program("prometheus", "prometheus"),
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
    ]


def test_every_process_is_scraped_under_its_name(prometheus: Prometheus) -> None:
    jobs = {each["labels"]["job"] for each in prometheus.get("/targets", state="active")["activeTargets"]}
    assert jobs == {"region", "city", "county", "township", "tally", "rollup"}


def test_every_panel_shows_something_while_work_is_done(system: System, prometheus: Prometheus) -> None:
    waiting = {query.expression for panel in PANELS if panel.title not in EMPTY for query in panel.queries}
    for expression in {query.expression for panel in PANELS for query in panel.queries}:
        prometheus.values(expression)

    def all_have_shown() -> bool:
        """Returns whether all panels have data: a rate needs two scrapes, and a checkpoint is written after some time."""
        made = system.post("county", "/proposals", CLERK, title="关于监控的提案", content="正文")
        system.post("county", f"/proposals/{made['id']}/submit", CLERK)
        waiting.difference_update([expression for expression in waiting if prometheus.values(expression)])
        return not waiting

    wait_until(all_have_shown, what=waiting)


def test_every_alert_is_evaluated_and_none_of_the_critical_fires(prometheus: Prometheus) -> None:
    written = yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))["groups"]

    def rules() -> list[dict[str, Any]]:
        return [rule for group in prometheus.get("/rules")["groups"] for rule in group["rules"]]

    wait_until(lambda: all(rule["health"] != "unknown" for rule in rules()), what="every rule evaluated")
    assert {rule["name"] for rule in rules()} == {rule["alert"] for group in written for rule in group["rules"]}
    assert {rule["name"]: rule.get("lastError") for rule in rules() if rule["health"] != "ok"} == {}
    critical = [rule for rule in rules() if rule["labels"]["severity"] == "critical"]
    assert [rule["name"] for rule in critical if rule["state"] == "firing"] == []
