"""Rules and use cases are typed: `Any` stands in adapters to untyped data alone, and no route suppresses a type error."""

import re

from tests.support.tree import ROOT, modules

ADAPTERS = {
    "shared/committee/matters/kind.py": "the catalogue: kinds whose state and commands are known only at run time",
    "shared/committee/matters/narrowing.py": "the fields of a pydantic model that is made at run time",
    "shared/committee/matters/ordering.py": "columns of SQLAlchemy",
    "shared/committee/registers/register.py": "columns of SQLAlchemy",
    "shared/committee/matters/record.py": "rows of SQLAlchemy",
    "shared/committee/matters/listing.py": "the fields of a pydantic model that is made at run time",
    "shared/committee/messages/repository.py": "rows of SQLAlchemy",
    "shared/committee/organizations/repository.py": "rows of SQLAlchemy",
    "shared/committee/reports/consumer.py": "rows of SQLAlchemy",
    "shared/domain/charters/cadence_rules.py": "values of TOML",
    "shared/domain/charters/charters.py": "values of TOML",
    "shared/domain/charters/readers.py": "values of TOML",
    "shared/domain/charters/values.py": "values of TOML",
}
"""Module of the domain or of a committee's service -> the untyped data that it adapts."""

_ANY = re.compile(r"\bAny\b")


def test_any_stands_in_adapters_alone() -> None:
    files = modules("shared/committee", "shared/domain")
    found = {file.relative_to(ROOT).as_posix() for file in files if _ANY.search(file.read_text(encoding="utf-8"))}
    assert found == ADAPTERS.keys()


def test_decisions_and_evolutions_have_a_case_for_every_command() -> None:
    files = [file for file in modules("shared/domain") if file.stem in ("decisions", "evolution")]
    unchecked = {file.parent.name for file in files if "assert_never(" not in file.read_text(encoding="utf-8")}
    assert unchecked == {"own_records"}  # its two commands are distinguished by their types


def test_no_route_suppresses_a_type_error() -> None:
    files = modules("shared/committee", "shared/ui", "shared/web")
    routes = [file for file in files if file.stem.endswith("routes")]
    assert routes
    assert [file.name for file in routes if "type: ignore" in file.read_text(encoding="utf-8")] == []
