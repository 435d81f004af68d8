"""JSON Schemas of all records in Kafka."""

import json
from pathlib import Path
from typing import Any

import msgspec

from shared.contracts.catalogue import CATALOGUE
from shared.contracts.codec import Data
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.envelope import Envelope
from shared.contracts.pages import (
    PlaceRow,
    ReportBreakdown,
    ReportPage,
    SessionClaim,
    SnapshotMarker,
    TallyBreakdown,
    TallyPage,
)

FOLDER = Path("shared/contracts/schemas")

SCHEMAS: dict[str, tuple[Any, str]] = {
    **{
        name.partition(".")[0]: (Data[event.facts], f"The data of an event `{name.partition('.')[0]}.*`")  # type: ignore[name-defined]
        for name, event in CATALOGUE.items()
    },
    "tally-page": (TallyPage, "A page of tallies"),
    "tally-breakdown": (TallyBreakdown, "A page of tallies of one breakdown"),
    "place-row": (PlaceRow, "Where an organization stands"),
    "report-page": (ReportPage, "A page of a report"),
    "report-breakdown": (ReportBreakdown, "A page of a report of one breakdown"),
    "marker": (SnapshotMarker, "Older pages of a partition are void"),
    "claim": (SessionClaim, "A worker begins to write pages"),
    "dead-letter": (DeadLetter, "A record that could not be read"),
}


def schema_of(event: str) -> str:
    """Returns the name of the schema for the data of an event type."""
    return event.partition(".")[0]


def schemas() -> dict[Path, str]:
    """Returns path -> JSON Schema (2020-12)."""
    documents = {FOLDER / f"{name}.json": _document(kind, title) for name, (kind, title) in SCHEMAS.items()}
    return documents | {FOLDER / "event.json": _text(_event())}


def _event() -> dict[str, Any]:
    """Returns the schema of the envelope, which refers to the schema of the data for each type."""
    known = [
        {
            "if": {"properties": {"type": {"const": event}}},
            "then": {"properties": {"data": {"$ref": f"{schema_of(event)}.json"}}},
        }
        for event in CATALOGUE
    ]
    return {**_schema(Envelope, "An event: CloudEvents 1.0 with the version of its matter"), "allOf": known}


def _document(kind: Any, title: str) -> str:
    return _text(_schema(kind, title))


def _schema(kind: Any, title: str) -> dict[str, Any]:
    schema = _cleaned(msgspec.json.schema(kind))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}


def _cleaned(node: Any) -> Any:
    """Returns the schema with docstrings on one line, because their white space differs between Python 3.11 and 3.13."""
    if isinstance(node, list):
        return [_cleaned(each) for each in node]
    if isinstance(node, dict):
        return {
            name: " ".join(each.split()) if name == "description" and isinstance(each, str) else _cleaned(each)
            for name, each in node.items()
        }
    return node


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
