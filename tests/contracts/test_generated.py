"""What is generated from the contracts is committed, and up to date."""

import json

import pytest

from deploy.generated.asyncapi import address_of
from deploy.generated.files import ROOT, stale
from deploy.generated.schemas import SCHEMAS
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.topics import TOPICS, Topic


def test_what_is_generated_is_up_to_date() -> None:
    files = stale()
    assert not files, f"run `make contracts`; stale: {', '.join(map(str, files))}"


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_the_event_page_shows_every_event_type(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs/events.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("topic", TOPICS)
def test_the_event_page_shows_every_topic(topic: Topic) -> None:
    assert f"`{address_of(topic)}`" in (ROOT / "docs/events.md").read_text(encoding="utf-8")


def test_every_schema_that_is_referred_to_exists() -> None:
    event = json.loads((ROOT / "shared/contracts/schemas/event.json").read_text(encoding="utf-8"))
    referred = {rule["then"]["properties"]["data"]["$ref"] for rule in event["allOf"]}
    assert referred <= {f"{name}.json" for name in SCHEMAS}
