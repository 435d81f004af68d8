"""The simple fold, the comparison of results, and a short run of its benchmark."""

import random
from pathlib import Path

import pytest

from shared.messaging.brokers.local import LocalKafka
from shared.messaging.brokers.nodes import Node
from shared.messaging.topics import create_topics
from tests.benchmarks.folding import Folding
from tests.benchmarks.folds import SimpleFold
from tests.benchmarks.log import events, fill
from tests.benchmarks.meter import Result
from tests.benchmarks.simple import WrongResultError, check, expected, measure
from tests.benchmarks.tables import simple
from tests.support.events import record
from tests.support.ports import free_port

_SIX_OF_EIGHT = ((1, 6),)
"""The partition of the first matter, after six of its events."""


def test_a_matter_is_counted_in_its_newest_status_only() -> None:
    assert expected(8, ((1, 1),)) == {"520000/under_review": 1}
    assert expected(8, _SIX_OF_EIGHT) == {"520000/assigned": 1}


def test_order_and_repetition_of_events_do_not_change_the_totals() -> None:
    records = [record(tp, 0, value) for tp, value in events(400)]
    shuffled = records * 2
    random.Random(1).shuffle(shuffled)
    ordered, other = SimpleFold(), SimpleFold()
    ordered.fold(records)
    other.fold(shuffled)
    assert ordered.totals() == other.totals() != {}


def test_other_totals_and_missing_events_are_refused() -> None:
    right = Result(rate=1.0, processor=1.0, positions=dict(_SIX_OF_EIGHT), totals={"520000/assigned": 1})
    check("loop", right, 8, 6)
    with pytest.raises(WrongResultError, match="loop has other totals"):
        check("loop", Result(rate=1.0, processor=1.0, positions=right.positions, totals={"520000/filed": 1}), 8, 6)
    with pytest.raises(WrongResultError, match="drain folded 6 events instead of 8"):
        check("drain", right, 8, 8)


def test_contenders_that_cannot_run_are_named_under_the_table() -> None:
    found = Folding({"worker": [2.0], "loop": [4.0]}, missing=["Kafka Streams is not measured: no Java."])
    table = simple(found, 8)
    assert "| 4 | 4–4 | 0.50 |" in table
    assert table.endswith("\n\nKafka Streams is not measured: no Java.")
    assert "Quix" not in table


@pytest.mark.full
@pytest.mark.timeout(600)
async def test_every_contender_has_the_totals_of_the_plain_fold(tmp_path: Path) -> None:
    kafka = LocalKafka(tmp_path / "kafka", nodes=[Node(free_port(), free_port())])
    kafka.start()
    try:
        await kafka.ready()
        await create_topics(kafka.settings)
        await fill(kafka.settings, 4_000)
        found = await measure(kafka.settings, 4_000, 1, tmp_path)
    finally:
        kafka.stop()
    table = simple(found, 4_000)
    for peer in ("Kafka Streams", "Quix Streams"):  # fetched from registries, which need not have them
        assert (f"| {peer}" in table) != any(each.startswith(peer) for each in found.missing)
