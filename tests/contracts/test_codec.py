"""What is no event of ours is refused, with the reason; what is new is let pass."""

import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from shared.contracts.codec import MalformedEventError, decode
from shared.contracts.subjects import partition_of
from shared.contracts.topics import Topic
from tests.support.tree import GOLDEN

Change = Callable[[dict[str, Any]], None]


def changed(name: str, change: Change) -> bytes:
    """Returns a golden payload with one value changed."""
    document = msgspec.json.decode((GOLDEN / f"{name}.json").read_bytes())
    change(document)
    return msgspec.json.encode(document)


def read(value: bytes | None, *, topic: Topic = Topic.PROPOSALS, partition: int | None = None) -> Any:
    if partition is None:
        subject = msgspec.json.decode(value or b"{}").get("subject", "")
        partition = partition_of(str(subject))
    return decode(value, topic=topic, partition=partition)


def putting(path: str, value: Any) -> Change:
    """Puts a value at a path such as `data.facts.year`."""

    def change(document: dict[str, Any]) -> None:
        *folders, last = path.split(".")
        for folder in folders:
            document = document[folder]
        document[last] = value

    return change


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("specversion", "0.3"),
        ("epoch", 0),
        ("sequence", -1),
        ("sequence", 2**63),
        ("time", "yesterday"),
        ("subject", "522625"),
        ("subject", "522625-p-2014-0"),
        ("subject", "522625-x-2014-1"),
        ("subject", "../522625-p-2014-1"),
        ("source", "/organizations/520603"),
        ("data", {}),
        ("data.facts.year", 2**63),
        ("data.facts.year", -5),
        ("data.facts.signatories", 0),
        ("data.facts.channel", "telepathy"),
        ("data.facts.steps", [["2014-02-30", "filed"]]),
        ("data.facts.steps", [["2014-02-03", "lost"]]),
        ("data.facts.steps", [["2014-02-03"]]),
        ("data.change", None),
    ],
)
def test_a_proposal_event_with_a_wrong_value_is_malformed(path: str, value: Any) -> None:
    with pytest.raises(MalformedEventError):
        read(changed("proposal.filed.v1", putting(path, value)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("subject", "520603202-p-2014-1"),
        ("data.facts.level", "village"),
        ("data.facts.parents", [["2000-01-01", "A/B"]]),
    ],
)
def test_an_organization_event_with_a_wrong_value_is_malformed(path: str, value: Any) -> None:
    with pytest.raises(MalformedEventError):
        read(changed("organization.entered.v1", putting(path, value)), topic=Topic.ORGANIZATIONS)


@pytest.mark.parametrize("value", [None, b"", b"{", b"\xff\xfe", b"[]", b"[" * 100_000, b'"x"', b"null"])
def test_bytes_that_are_no_event_are_malformed(value: bytes | None) -> None:
    with pytest.raises(MalformedEventError):
        decode(value, topic=Topic.PROPOSALS, partition=0)


def test_an_event_in_the_wrong_partition_or_topic_is_malformed() -> None:
    value = (GOLDEN / "proposal.filed.v1.json").read_bytes()
    partition = partition_of(msgspec.json.decode(value)["subject"])
    with pytest.raises(MalformedEventError, match="partition"):
        read(value, partition=(partition + 1) % 12)
    with pytest.raises(MalformedEventError, match=re.escape(Topic.ORGANIZATIONS)):
        read(value, topic=Topic.ORGANIZATIONS)


def test_a_type_that_is_not_known_is_let_pass_whatever_its_data_are() -> None:
    unknown: list[Any] = [{"facts": {}, "change": {}}, {}, [], 1]
    for data in unknown:

        def change(document: dict[str, Any], data: Any = data) -> None:
            document |= {"type": "proposal.adjourned.v1", "data": data}

        assert read(changed("proposal.filed.v1", change)) is None
    assert read(changed("proposal.filed.v1", putting("type", "proposal.adjourned.v1"))) is None


def test_a_fact_or_attribute_that_is_not_known_is_let_pass() -> None:
    for path in ("data.facts.mood", "tracestate"):
        assert read(changed("proposal.filed.v1", putting(path, "good"))) is not None
