"""The page of interfaces is complete: what is not on it is not there."""

import re
from collections import Counter

import pytest

from deploy.__main__ import app
from deploy.generated.asyncapi import address_of
from deploy.generated.commands import PURPOSES
from deploy.generated.files import ROOT
from deploy.generated.openapi import openapi_document
from deploy.generated.routes import undocumented
from deploy.generated.settings import defaults, explained
from deploy.settings import DeploySettings, known
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.topics import TOPICS
from shared.telemetry.metrics import METRICS
from shared.web.environment import Environment

PAGE = (ROOT / "docs/interfaces.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """Returns what stands below a title."""
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def first_cells(title: str) -> list[str]:
    """Returns the code in the first cell of each row of a section."""
    return re.findall(r"^\| `([^`]+)`", section(title), re.MULTILINE)


def test_every_setting_is_there_once_with_a_purpose() -> None:
    assert Counter(first_cells("Settings")) == Counter(known())
    assert [each.name for each in explained(ROOT) if not each.purpose] == []


def test_the_settings_that_classes_read_are_those_that_are_known() -> None:
    assert sorted(defaults()) == known()


def test_the_launcher_and_the_services_have_the_same_defaults() -> None:
    for name in DeploySettings.model_fields.keys() & Environment.model_fields.keys():
        assert DeploySettings.model_fields[name].default == Environment.model_fields[name].default, name


def test_every_command_is_there() -> None:
    functions = [each.callback for each in app.registered_commands]
    names = {each.__name__.replace("_", "-") for each in functions if each} | {
        each.name for each in app.registered_groups
    }
    assert set(re.findall(r"^### `(\S+)`", section("Commands of the operator"), re.MULTILINE)) == names


def test_every_command_inside_of_a_group_is_there_with_a_purpose_in_english() -> None:
    inner = {
        f"{group.name} {each.name or getattr(each.callback, '__name__', '')}"
        for group in app.registered_groups
        for each in (group.typer_instance or app).registered_commands
    }
    assert inner == PURPOSES.keys()
    assert set(re.findall(r"^#### `([^`]+)`", section("Commands of the operator"), re.MULTILINE)) == inner


def test_every_target_of_make_is_there() -> None:
    declared = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert declared
    assert sorted(first_cells("Targets of make")) == sorted(f"make {name}" for name in declared[1].split())


def test_every_route_of_the_api_is_there() -> None:
    routes = {(method.upper(), path) for path, each in openapi_document()["paths"].items() for method in each}
    shown = set(
        re.findall(r"^\| (\w+) \| `(/(?:public/)?api/v1/[^`]+|/calendar\.ics)`", section("HTTP routes"), re.MULTILINE)
    )
    assert shown - {("GET", "/api/v1/openapi.json")} == routes


def test_every_page_is_there_with_its_purpose() -> None:
    shown = set(re.findall(r"^\| (\w+) \| `([^`]+)`", section("Pages"), re.MULTILINE))
    assert shown == {(each.method, each.path) for each in undocumented() if each.is_page}
    assert [each for each in undocumented() if not each.purpose] == []


@pytest.mark.parametrize(
    ("title", "names"),
    [("Events", CATALOGUE), ("Topics", dict.fromkeys(map(address_of, TOPICS))), ("Metrics", METRICS)],
    ids=["events", "topics", "metrics"],
)
def test_every_event_topic_and_metric_is_there(title: str, names: dict[str, object]) -> None:
    assert first_cells(title) == list(names)
