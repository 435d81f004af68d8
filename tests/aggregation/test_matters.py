"""The packed form in which a tally keeps the facts of its matters."""

from pathlib import Path

import msgspec
import pytest

from services.aggregation.tally.matters import packed, unpacked, with_version
from tests.support.tree import GOLDEN

HIGHEST = 2**31 - 1


def facts_in(payload: Path) -> bytes:
    return msgspec.json.encode(msgspec.json.decode(payload.read_bytes())["data"]["facts"])


@pytest.mark.parametrize("payload", sorted(GOLDEN.glob("*.json")), ids=lambda payload: payload.stem)
def test_version_and_facts_come_back_as_they_were(payload: Path) -> None:
    version, facts = (3, 17), facts_in(payload)
    assert unpacked(packed(version, facts)) == (version, facts)


def test_a_version_is_replaced_without_packing_the_facts_again() -> None:
    facts = facts_in(GOLDEN / "proposal.closed.v1.json")
    assert with_version((HIGHEST, HIGHEST), packed((1, 1), facts)) == packed((HIGHEST, HIGHEST), facts)


def test_the_facts_of_a_proposal_need_less_than_half_of_their_text() -> None:
    proposals = [facts_in(payload) for payload in GOLDEN.glob("proposal.*.json")]
    assert sum(len(packed((1, 1), facts)) for facts in proposals) < sum(map(len, proposals)) / 2
