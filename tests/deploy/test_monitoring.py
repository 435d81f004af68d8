"""Alert rules and dashboard: they use existing metrics, each metric is used, and each alert is documented."""

import ast
import re
import subprocess
from typing import Any

import pytest
import yaml

from deploy.generated.metrics import MEANINGS
from deploy.generated.panels import PANELS
from shared.telemetry.metrics import METRICS, PREFIX
from tests.support.packages import program
from tests.support.tree import CODE, ROOT, modules

FOLDER = ROOT / "deploy" / "prometheus"
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
CASES = [case["name"] for case in yaml.safe_load((FOLDER / "alerts_test.yml").read_text(encoding="utf-8"))["tests"]]
GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
WATCHED = [query.expression for panel in PANELS for query in panel.queries]


def named(expression: str) -> set[str]:
    """Returns the metrics of ours in an expression, without the suffixes of a histogram."""
    found = re.findall(rf"{PREFIX}\w+", expression)
    return {re.sub("_(bucket|count|sum)$", "", name) for name in found}


def test_every_expression_names_metrics_that_exist() -> None:
    used = {name for text in (*WATCHED, *(rule["expr"] for rule in RULES)) for name in named(text)}
    assert used - set(METRICS) == set()


def test_every_metric_is_on_the_dashboard() -> None:
    assert set(METRICS) - {name for text in WATCHED for name in named(text)} == set()


def test_every_label_that_is_grouped_by_is_one_of_the_metric() -> None:
    for expression in (*WATCHED, *(rule["expr"] for rule in RULES)):
        grouped = {
            label for some in re.findall(r"(?:by|on) \(([^)]*)\)", expression) for label in re.split(r",\s*", some)
        }
        known = {label for name in named(expression) for label in METRICS[name].labels} | {"job", "instance", "le"}
        assert grouped - known == set(), expression


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_says_how_bad_it_is_what_it_is_and_where_to_read_on(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert rule["annotations"].keys() == {"summary", "description", "runbook_url"}
    assert rule["annotations"]["runbook_url"] == f"docs/operations.md#{rule['alert'].lower()}"


def test_every_alert_has_its_paragraph_and_every_paragraph_its_alert() -> None:
    section = GUIDE.partition("\n### 告警\n")[2].partition("\n## ")[0]
    assert re.findall(r"^#### (\w+)$", section, re.MULTILINE) == [rule["alert"] for rule in RULES]


def test_every_metric_is_explained() -> None:
    assert {f"{PREFIX}{name}" for name in MEANINGS} == set(METRICS)
    assert [name for name in METRICS if f"`{name}`" not in GUIDE] == []


def test_of_every_alert_there_is_a_case_in_which_it_fires_and_one_in_which_it_does_not() -> None:
    for rule in RULES:
        of_it = [case for case in CASES if case.split()[0] == rule["alert"]]
        assert [case.split()[1] for case in of_it] == ["fires", "is"], rule["alert"]


@pytest.mark.full
def test_the_alert_about_missing_readers_counts_every_reader_of_a_service() -> None:
    readers = [file for file in modules("shared/committee") if "\nREADER = " in file.read_text(encoding="utf-8")]
    text = (FOLDER / "alerts.yml").read_text(encoding="utf-8")
    assert f"(lianxi_reader_position_behind)) >= {len(readers)}\n" in text


@pytest.mark.full
@pytest.mark.timeout(300)
@pytest.mark.parametrize("words", [("check", "config", "prometheus.yml"), ("test", "rules", "alerts_test.yml")])
def test_promtool_finds_nothing_wrong(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [program("promtool", "prometheus"), *words], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_log_event_that_the_guide_names_is_logged() -> None:
    events = set(re.findall(r"日志(?:中的|中有没有|的)? ?`([^`]+)`", GUIDE))
    logged = {
        node.value
        for file in modules(*CODE)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert len(events) > 5
    assert [event for event in sorted(events) if not any(text.startswith(event) for text in logged)] == []
