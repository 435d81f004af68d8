"""`docs/asyncapi.json`: every topic, every message and who sends and receives it, as an AsyncAPI 3.0 document."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

from deploy import ports
from deploy.generated.schemas import FOLDER, SCHEMAS, schema_of
from deploy.kafka.access import TABLE, Access
from shared.contracts.catalogue import CATALOGUE, EventType
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.pages import Reported, Tallied
from shared.contracts.subjects import Subject
from shared.contracts.topics import SERVICE_TOPICS, TOPICS, Topic, TopicSettings, kind_of
from shared.contracts.writers import Writer
from shared.telemetry.build import VERSION

PAGE = Path("docs/asyncapi.json")
JsonObject = dict[str, Any]

_SCHEMA_FORMAT = "application/schema+json;version=draft-2020-12"
_BINDING = "0.5.0"
_NUMBERS = ("retention.ms", "retention.bytes", "min.compaction.lag.ms")
_DESCRIPTION = (
    "The topics through which the processes of Lianxi exchange events and figures. Events are CloudEvents 1.0 in structured JSON. "
    "Their fields are explained in docs/events.md."
)

KEYS = {
    "tally-page": "<organization>/<year>/<month>/<topic>/<partition>",
    "tally-breakdown": "<organization>/<year>/<month>/<breakdown>/<topic>/<partition>",
    "place-row": "place/<organization>/<topic>",
    "report-page": "<organization>/<year>/<month>",
    "report-breakdown": "<organization>/<year>/<month>/<breakdown>",
    "marker": "marker/<topic>/<partition>",
    "claim": "claim",
    "dead-letter": "<topic>/<partition>/<offset>/<consumer>",
}
"""The key of a record, by the schema of its value. The key of an event is its subject."""

_NAMES = {kind: name for name, (kind, _) in SCHEMAS.items()}
_OTHERS: dict[Topic, tuple[Any, ...]] = {
    Topic.TALLIES: get_args(Tallied),
    Topic.REPORTS: get_args(Reported),
    Topic.DEAD_LETTERS: (DeadLetter,),
}


def asyncapi_document() -> JsonObject:
    """Returns the document."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "联席 Lianxi", "version": VERSION, "description": _DESCRIPTION},
        "defaultContentType": "application/json",
        "servers": _servers(),
        "channels": {name_of(topic): _channel(topic, kept) for topic, kept in TOPICS.items()},
        "operations": dict(_operations()),
        "components": {
            "messages": {
                **{name: _event(name, event) for name, event in CATALOGUE.items()},
                **{name: _record(name, SCHEMAS[name][1]) for name in KEYS},
            },
            "messageTraits": {"event": _event_trait()},
            "securitySchemes": {"scram": {"type": "scramSha512", "description": "The principal of the process."}},
        },
    }


def asyncapi_page() -> str:
    """Returns the document as text."""
    return json.dumps(asyncapi_document(), ensure_ascii=False, indent=1) + "\n"


def name_of(topic: Topic) -> str:
    """Returns the name of a channel: that of the topic without the prefix of the product."""
    return topic.value.partition(".")[2]


def processes() -> dict[str, Access]:
    """Returns the principals, those of the committee services as one, since each may do the same."""
    others = {name: access for name, access in TABLE.items() if name not in ports.SERVICES}
    return {"service": TABLE[next(iter(ports.SERVICES))], **others}


def kinds_of(names: Iterable[str]) -> list[Topic]:
    """Returns the kinds of these topics in Kafka, each once."""
    return list(dict.fromkeys(map(kind_of, names)))


def address_of(topic: Topic) -> str:
    """Returns the name in Kafka of the topics of a kind, with the parameter `{writer}` where each service writes one of its own."""
    return f"lianxi.{{writer}}.{name_of(topic)}" if topic in SERVICE_TOPICS else topic.value


def messages_of(topic: Topic) -> list[str]:
    """Returns the names of the messages of a topic."""
    events = [name for name, event in CATALOGUE.items() if event.topic == topic]
    return events + [_NAMES[kind] for kind in _OTHERS.get(topic, ())]


def _servers() -> JsonObject:
    """Returns the two ways in which Kafka is reached."""
    bootstrap = {"bootstrap": {"default": f"127.0.0.1:{8000 + ports.BROKER}", "description": "`LIANXI_KAFKA`"}}
    common = {"host": "{bootstrap}", "variables": bootstrap}
    return {
        "plain": {**common, "protocol": "kafka", "description": "Without encryption: the broker of `make run`."},
        "secured": {
            **common,
            "protocol": "kafka-secure",
            "description": "TLS with SCRAM-SHA-512: `LIANXI_KAFKA_SECURITY_PROTOCOL=SASL_SSL`.",
            "security": [{"$ref": "#/components/securitySchemes/scram"}],
        },
    }


def _channel(topic: Topic, kept: TopicSettings) -> JsonObject:
    binding = {
        "partitions": kept.partitions,
        "topicConfiguration": {name: _configured(name, value) for name, value in kept.configuration.items()},
        "bindingVersion": _BINDING,
    }
    writer = {"writer": {"enum": [*Writer], "description": "The service that alone writes the topic."}}
    return {
        "address": address_of(topic),
        **({"parameters": writer} if topic in SERVICE_TOPICS else {}),
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages_of(topic)},
        "bindings": {"kafka": binding},
    }


def _configured(name: str, value: str) -> int | list[str] | str:
    if name == "cleanup.policy":
        return value.split(",")
    return int(value) if name in _NUMBERS else value


def _operations() -> Iterator[tuple[str, JsonObject]]:
    for process, access in processes().items():
        for action, topics in (("send", access.writes), ("receive", access.reads)):
            for topic in kinds_of(topics):
                channel = {"$ref": f"#/channels/{name_of(topic)}"}
                yield f"{process}.{action}.{name_of(topic)}", {"action": action, "channel": channel}


def _event(name: str, event: EventType) -> JsonObject:
    data = {"$ref": _path_to(schema_of(name))}
    envelope = {"$ref": f"{_path_to('event')}#/$defs/Envelope"}
    return {
        "name": name,
        "title": event.title_zh,
        "summary": f"Recorded by the command `{event.command}`; the subject is {subject_title(event.subject)}.",
        "traits": [{"$ref": "#/components/messageTraits/event"}],
        "payload": _payload({"allOf": [envelope, {"properties": {"type": {"const": name}, "data": data}}]}),
    }


def _event_trait() -> JsonObject:
    key = {"type": "string", "description": "The subject of the event. The partition follows from its organization."}
    return {"contentType": "application/cloudevents+json", "bindings": {"kafka": _key(key)}}


def _record(name: str, title: str) -> JsonObject:
    return {
        "name": name,
        "title": title,
        "payload": _payload({"$ref": _path_to(name)}),
        "bindings": {"kafka": _key({"type": "string", "description": f"`{KEYS[name]}`"})},
    }


def _key(schema: JsonObject) -> JsonObject:
    return {"key": schema, "bindingVersion": _BINDING}


def _payload(schema: JsonObject) -> JsonObject:
    return {"schemaFormat": _SCHEMA_FORMAT, "schema": schema}


def _path_to(schema: str) -> str:
    """Returns the address of a schema, relative to the document."""
    return f"../{(FOLDER / schema).as_posix()}.json"


def subject_title(subject: Subject) -> str:
    """Returns what an event with this kind of subject is about, in words."""
    return _SUBJECTS[subject]


_SUBJECTS = {
    Subject.ORGANIZATION: "an organization",
    Subject.OWN: "an organization's own record",
    Subject.PROPOSAL: "a proposal",
    Subject.OPINION: "an opinion report",
    Subject.VISIT: "a visit",
    Subject.CONSULTATION: "a consultation",
    Subject.PLAN: "an annual plan",
    Subject.PLATFORM: "a grass-roots platform",
    Subject.TRANSFER: "a transfer",
    Subject.CALL: "a call for opinion reports",
    Subject.COMMENT_ROUND: "an activity with a comment round",
    Subject.COMMENT: "a request for comments of an organization below",
    Subject.CHUNK: "a chunk of an attachment",
    Subject.DERIVED: "a matter that came from another organization",
}
