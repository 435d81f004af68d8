"""One payload of each event type, as it stands in somebody's Kafka. They are never edited: a breaking change is a new `.v2`."""

import json

import pytest

from shared.contracts.catalogue import CATALOGUE
from shared.contracts.codec import ReceivedEvent, decode, encode
from shared.contracts.envelope import event_id
from shared.contracts.subjects import partition_of
from tests.support.tree import GOLDEN

TYPES = sorted(CATALOGUE)


def _decoded(name: str, value: bytes) -> ReceivedEvent:
    partition = partition_of(json.loads(value)["subject"])
    event = decode(value, topic=CATALOGUE[name].topic, partition=partition)
    assert event is not None
    return event


def test_every_event_type_has_a_payload_and_no_other_has() -> None:
    assert sorted(file.stem for file in GOLDEN.glob("*.json")) == TYPES


@pytest.mark.parametrize("name", TYPES)
def test_a_payload_is_read_and_written_again_to_the_same_bytes(name: str) -> None:
    value = (GOLDEN / f"{name}.json").read_bytes()
    event = _decoded(name, value)
    again = encode(
        type=event.envelope.type,
        subject=event.subject,
        organization=event.envelope.source.rpartition("/")[2],
        time=event.envelope.time,
        epoch=event.envelope.epoch,
        sequence=event.envelope.sequence,
        facts=event.facts,
        change=event.change,
        traceparent=event.envelope.traceparent,
    )
    assert again == value


@pytest.mark.parametrize("name", TYPES)
def test_a_payload_is_what_its_name_says(name: str) -> None:
    event = _decoded(name, (GOLDEN / f"{name}.json").read_bytes())
    assert event.envelope.type == name
    assert event.change.command == CATALOGUE[name].command
    assert isinstance(event.facts, CATALOGUE[name].facts)
    assert event.envelope.id == event_id(event.subject, *event.version)
