"""The threat model: every test that it names exists, and every attacker has a table."""

import re

import pytest

from tests.support.tree import ROOT

_CRYPTOGRAPHY = re.compile(
    r"^(?:import|from) (?:nacl|hmac|argon2|joserfc|pyotp)|import blake2b|import .*\b(?:keyed_hash|secret_box)\b",
    re.MULTILINE,
)
TEXT = (ROOT / "docs/security.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", TEXT)
ATTACKERS = (
    "Outsider",
    "Clerk",
    "Administrator",
    "One compromised service",
    "Operator of Kafka",
    "Operator of a database",
)


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_a_test_of_the_threat_model_exists(file: str, test: str) -> None:
    assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8") if test else (ROOT / file).is_file()


@pytest.mark.parametrize("attacker", ATTACKERS)
def test_each_attacker_has_a_table_of_attacks(attacker: str) -> None:
    section = TEXT.partition(f"\n## {attacker}\n")[2].partition("\n## ")[0]
    assert "| attack | result | test |" in section
    assert len(re.findall(r"^\|", section, re.MULTILINE)) > len(("head", "line"))


def test_what_is_open_in_a_table_is_listed_as_open() -> None:
    assert "**open**" in TEXT
    assert "\n## Open\n" in TEXT


def test_every_module_that_encrypts_signs_or_hashes_with_a_key_is_in_the_inventory() -> None:
    section = TEXT.partition("\n## Cryptography\n")[2].partition("\n## ")[0]
    sources = [path for top in ("shared", "services", "deploy") for path in (ROOT / top).rglob("*.py")]
    using = [str(path.relative_to(ROOT)) for path in sources if _CRYPTOGRAPHY.search(path.read_text(encoding="utf-8"))]
    assert len(using) > len(ATTACKERS)
    assert [path for path in using if f"](../{path})" not in section] == []
