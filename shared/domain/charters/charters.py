"""The rules that a level or a place may set for itself, as dated data (`services/<level>/charter.toml`).

[service]                   # the organizations of a service of this level
hosts = ["county"]          # the levels of the organizations that work in it
keeps = ["township"]        # the levels of the organizations whose records it keeps
begins = { county = ["proposal", "opinion"] }   # kinds of matter that they begin themselves, by level; default: all

[[rules]]                   # the rules of the level, from a day on; a later table replaces the fields that it names
from = 2000-01-01
scheme = "ABCD"

[[places.522625]]           # the same for one organization; overrides the rules of its level
from = 2013-01-01
scheme = "ABC"
"""

import tomllib
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, Self

from shared.contracts.subjects import Subject
from shared.contracts.vocabulary import Level
from shared.domain.charters.charter import Charter
from shared.domain.charters.values import checked_value, kinds_named
from shared.domain.errors import LianxiError


class CharterError(LianxiError, kind="invalid", title="章程数据有误"):
    """A charter that cannot be read or is invalid; the process does not start."""


@dataclass(frozen=True)
class Amendment:
    """New values of fields of the charter, from `day` on."""

    day: date
    changes: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Charters:
    """The charters of a level and of its places over time."""

    hosts: frozenset[Level]
    keeps: frozenset[Level]
    rules: tuple[Amendment, ...] = ()
    places: dict[str, tuple[Amendment, ...]]
    begins: dict[Level, frozenset[Subject]]
    _known: dict[tuple[str, int], Charter] = field(default_factory=dict, init=False, compare=False, repr=False)
    """The charters that were asked for, by the place and the number of amendments that apply."""

    @classmethod
    def load(cls, path: Path) -> Self:
        """Returns the charters in a file; raises `CharterError`, which names the fault."""
        try:
            document = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise CharterError("charter-unreadable", f"{path}: {error}") from error
        service = document.get("service", {})
        try:
            return cls(
                hosts=frozenset(Level(level) for level in service["hosts"]),
                keeps=frozenset(Level(level) for level in service["keeps"]),
                rules=_amendments("rules", document.get("rules", [])),
                places={key: _amendments(key, rows) for key, rows in document.get("places", {}).items()},
                begins={Level(level): kinds_named(names) for level, names in service.get("begins", {}).items()},
            )
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise CharterError("charter-invalid", f"{path}: {error}") from error

    def may_begin(self, level: Level, kind: Subject) -> bool:
        """Returns whether organizations of this level begin matters of this kind; all may receive them in transfers."""
        return level not in self.begins or kind in self.begins[level]

    def on(self, day: date, organization: str) -> Charter:
        """Returns the rules of an organization on a day. `records` accumulates: an amendment adds measures and removes none."""
        own = self.places.get(organization, ())
        amendments = [each for each in (*self.rules, *own) if each.day <= day]  # on a later day, all of these and more
        known = organization if own else "", len(amendments)
        if known not in self._known:
            charter = Charter()
            for amendment in amendments:
                records = dict.fromkeys((*charter.records, *amendment.changes.get("records", ())))
                charter = replace(charter, **amendment.changes | {"records": tuple(records)})
            self._known[known] = charter
        return self._known[known]


_FIELDS = {field.name: field.type for field in fields(Charter)}


def _amendments(name: str, rows: list[dict[str, Any]]) -> tuple[Amendment, ...]:
    amendments = [
        Amendment(row["from"], {key: checked_value(name, key, row[key], known=_FIELDS) for key in row if key != "from"})
        for row in rows
    ]
    return tuple(sorted(amendments, key=lambda amendment: amendment.day))
