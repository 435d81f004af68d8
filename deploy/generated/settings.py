"""Settings: the section of `docs/interfaces.md` about the environment. `.env.example` has the purposes, the classes the defaults."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic_settings import BaseSettings

from deploy.generated.markdown import table
from deploy.settings import PREFIX, DeploySettings
from services.aggregation.settings import AggregationSettings
from shared.committee.deliveries.settings import DEFAULTS as DELIVERIES
from shared.messaging.settings import KafkaSettings
from shared.web.environment import Environment

_EXAMPLE = Path(".env.example")
_SECTION = re.compile(r"# ---- (.+)")
_SETTING = re.compile(rf"# ?({PREFIX}[A-Z_]+)=")
_KAFKA_NAMES = {"bootstrap": "KAFKA", "password": "KAFKA_PASSWORD_FILE"}
_UNSET = ("", None, ())
_WRITERS = {"SELF_HOSTED": None, "WRITER": None}
"""The settings that functions of `shared.messaging.settings` read."""


class DocumentedSetting(NamedTuple):
    """A setting of the example: the part of the file it is in, its name, its purpose."""

    part: str
    name: str
    purpose: str


def settings_section(root: Path) -> str:
    """Returns a table of the settings of each part of `.env.example`."""
    known, found = defaults(), list(explained(root))
    parts = dict.fromkeys(each.part for each in found)
    return "\n".join(
        f"### {part[:1].upper()}{part[1:]}\n\n"
        + table(
            ("setting", "purpose", "default"),
            ((f"`{each.name}`", each.purpose, _shown(known.get(each.name))) for each in found if each.part == part),
        )
        for part in parts
    )


def explained(root: Path) -> Iterator[DocumentedSetting]:
    """Yields the settings of `.env.example` in its order; the purpose is the comment above a setting."""
    part, comment = "", list[str]()
    for line in (root / _EXAMPLE).read_text(encoding="utf-8").splitlines():
        if section := _SECTION.fullmatch(line):
            part, comment = section[1], []
        elif setting := _SETTING.match(line):
            yield DocumentedSetting(part, setting[1], " ".join(comment))
            comment = []
        elif line.startswith("# "):
            comment.append(line[2:])
        else:
            comment = []


def defaults() -> dict[str, Any]:
    """Returns the name and the default of every setting, from the classes that read the environment."""
    aggregation = {field.name: field.default for field in dataclasses.fields(AggregationSettings)}
    kafka = {
        _KAFKA_NAMES.get(field.name, f"KAFKA_{field.name.upper()}"): field.default
        for field in dataclasses.fields(KafkaSettings)
        if field.compare
    }
    read = kafka | dict(DELIVERIES) | {"INSTANCE": aggregation["instance"], "REVISION": "unknown"} | _WRITERS
    return {PREFIX + name: value for name, value in (read | _fields(Environment) | _fields(DeploySettings)).items()}


def _fields(settings: type[BaseSettings]) -> dict[str, Any]:
    return {name.upper(): field.default for name, field in settings.model_fields.items()}


def _shown(value: Any) -> str:
    if value is dataclasses.MISSING or value in _UNSET:
        return "not set"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
