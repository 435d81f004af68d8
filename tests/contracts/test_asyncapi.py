"""The AsyncAPI document: its structure, its references, and the messages that it describes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from deploy.generated.asyncapi import PAGE, address_of, asyncapi_document, kinds_of
from deploy.generated.files import ROOT
from deploy.generated.schemas import FOLDER
from deploy.kafka.access import TABLE
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.topics import TOPICS
from tests.support.tree import GOLDEN

DOCUMENT = asyncapi_document()
ABOUT = {"title", "summary", "description", "tags", "externalDocs", "bindings"}
FIELDS = {
    "document": {"asyncapi", "id", "info", "servers", "defaultContentType", "channels", "operations", "components"},
    "server": ABOUT | {"host", "protocol", "protocolVersion", "pathname", "variables", "security"},
    "channel": ABOUT | {"address", "messages", "servers", "parameters"},
    "operation": ABOUT | {"action", "channel", "security", "traits", "messages", "reply"},
    "message": ABOUT | {"name", "headers", "payload", "correlationId", "contentType", "examples", "traits"},
    "trait": ABOUT | {"name", "headers", "correlationId", "contentType", "examples"},
}
"""The fields of each object in AsyncAPI 3.0."""

SCHEMAS: Registry[Any] = Registry().with_resources(
    (file.as_uri(), Resource.from_contents(json.loads(file.read_text(encoding="utf-8"))))
    for file in (ROOT / FOLDER).glob("*.json")
)


def references(node: Any) -> Iterator[str]:
    """Yields every reference below this node."""
    if isinstance(node, dict):
        yield from [node["$ref"]] if "$ref" in node else []
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from references(each)


def resolved(reference: str) -> Any:
    """Returns what a reference of the document leads to; raises where it leads nowhere."""
    file, _, pointer = reference.partition("#")
    node = json.loads((ROOT / PAGE.parent / file).read_text(encoding="utf-8")) if file else DOCUMENT
    for name in pointer.split("/")[1:]:
        node = node[name]
    return node


def payload_of(name: str) -> Draft202012Validator:
    """Returns a validator of the payload of a message, whose references are relative to the document."""
    schema = {"$id": (ROOT / PAGE).as_uri(), **DOCUMENT["components"]["messages"][name]["payload"]["schema"]}
    return Draft202012Validator(schema, registry=SCHEMAS)


def test_every_object_has_fields_of_the_specification_and_no_others() -> None:
    components = DOCUMENT["components"]
    objects = {
        "document": [DOCUMENT],
        "server": DOCUMENT["servers"].values(),
        "channel": DOCUMENT["channels"].values(),
        "operation": DOCUMENT["operations"].values(),
        "message": components["messages"].values(),
        "trait": components["messageTraits"].values(),
    }
    assert {name: set().union(*each) - FIELDS[name] for name, each in objects.items()} == {
        name: set() for name in FIELDS
    }
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert {"title", "version"} <= DOCUMENT["info"].keys()
    assert all({"host", "protocol"} <= server.keys() for server in DOCUMENT["servers"].values())
    assert all({"action", "channel"} <= operation.keys() for operation in DOCUMENT["operations"].values())


def test_every_reference_leads_somewhere() -> None:
    found = set(references(DOCUMENT))
    assert len(found) > len(CATALOGUE)
    assert [each for each in found if not resolved(each)] == []


def test_every_topic_is_a_channel_with_its_partitions() -> None:
    partitions = {
        channel["address"]: channel["bindings"]["kafka"]["partitions"] for channel in DOCUMENT["channels"].values()
    }
    assert partitions == {address_of(topic): kept.partitions for topic, kept in TOPICS.items()}


def test_every_event_type_is_a_message_of_the_channel_of_its_topic_alone() -> None:
    found = {
        name: [channel["address"] for channel in DOCUMENT["channels"].values() if name in channel["messages"]]
        for name in CATALOGUE
    }
    assert found == {name: [address_of(event.topic)] for name, event in CATALOGUE.items()}


def test_every_message_is_in_a_channel_and_has_a_key() -> None:
    messages = DOCUMENT["components"]["messages"]
    used = {name for channel in DOCUMENT["channels"].values() for name in channel["messages"]}
    assert used == messages.keys()
    for message in messages.values():
        kept = [resolved(trait["$ref"]) for trait in message.get("traits", ())] + [message]
        assert any("key" in each.get("bindings", {}).get("kafka", {}) for each in kept), message["name"]


def test_an_operation_is_what_a_principal_may_do() -> None:
    for name, operation in DOCUMENT["operations"].items():
        process, action, _ = name.split(".")
        access = TABLE["county" if process == "service" else process]
        address = resolved(operation["channel"]["$ref"])["address"]
        assert address in map(address_of, kinds_of(access.writes if action == "send" else access.reads))
        assert operation["action"] == action
    allowed = [len(kinds_of(access.writes)) + len(kinds_of(access.reads)) for access in TABLE.values()]
    assert len(DOCUMENT["operations"]) == sum(allowed) - 3 * allowed[0]


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_the_golden_payload_of_an_event_fits_its_message_and_no_other_type_does(name: str) -> None:
    event = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    validator = payload_of(name)
    assert list(validator.iter_errors(event)) == []
    assert not validator.is_valid({**event, "type": "proposal.unheard.v1"})
    assert not validator.is_valid({**event, "data": {}})
