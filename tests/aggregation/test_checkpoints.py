"""A checkpoint contains the folded state and its position; one that does not fit is ignored."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from aiokafka import TopicPartition
from faust.types import TP
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.aggregation import checkpoints as module
from services.aggregation.batches import RecordDigest
from services.aggregation.checkpoints import Checkpoints
from services.aggregation.processor import ProcessorState
from services.aggregation.rollup.processor import Rollup
from services.aggregation.tally.processor import Tally
from shared.contracts.stamps import MEASURES_VERSION
from shared.contracts.topics import Topic
from shared.contracts.vocabulary import Level
from shared.messaging.settings import SettingError
from tests.aggregation.batches import CLUSTER, batch, everything, partition_for
from tests.aggregation.test_rollup import TALLIES, Chain, counted, figures, page, reports, stamp
from tests.aggregation.test_tally import HOME, PARTITION, Log, bytes_of, every_log, expected, newest_of, opened, pages
from tests.support.events import place, proposal


@pytest.fixture
def kept(tmp_path: Path) -> Checkpoints:
    """Returns the checkpoints of a tally in a folder of the test."""
    checkpoints = Checkpoints(tmp_path / "tally", CLUSTER, Tally.tables)
    checkpoints.prepare()
    return checkpoints


def the_file(folder: Path) -> Path:
    (file,) = (folder / "tally").iterdir()
    return file


def reopened(tp: TopicPartition, state: ProcessorState | None) -> Tally:
    tally = Tally(CLUSTER)
    tally.assigned([tp])
    tally.open(tp, 0, state=state)
    return tally


def some_state() -> ProcessorState:
    tally = opened()
    tally.fold(batch(PARTITION, 0, bytes_of([(f"{HOME}-p-2014-{n}", (1, 1), proposal(3)) for n in range(1, 50)])))
    return tally.state(PARTITION)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(positions=every_log, cut=st.integers(0, 25), late=st.booleans())
def test_interrupted_anywhere_and_restored_the_fold_ends_as_if_it_never_had_been(
    kept: Checkpoints, positions: tuple[TP, Log], cut: int, *, late: bool
) -> None:
    partition, log = positions
    values, tally = bytes_of(log), opened(partition)
    begun = values[:cut]
    if begun:
        tally.fold(batch(partition, 0, begun))
    state = tally.state(partition)
    if late and values[cut:]:  # later folds do not change the state that is being written
        tally.fold(batch(partition, len(begun), values[cut:]))
    kept.save(partition, state)
    again = reopened(partition, kept.load(partition))
    position = again.partitions()[partition].position
    assert position == len(begun)
    if values[position:]:
        again.fold(batch(partition, position, values[position:]))
    assert pages(again) == expected(newest_of(log))


def test_places_come_back_with_their_partition(kept: Checkpoints) -> None:
    partition = partition_for(HOME, Topic.ORGANIZATIONS)
    tally = opened(partition)
    tally.fold(batch(partition, 0, bytes_of([(HOME, (1, 1), place(Level.COUNTY, (0, "5206")))])))
    kept.save(partition, tally.state(partition))
    again = reopened(partition, kept.load(partition))
    assert [tally_page.key for tally_page in everything(again)] == [tally_page.key for tally_page in everything(tally)]


def test_a_rollup_comes_back_with_its_sums(tmp_path: Path) -> None:
    chain = Chain()
    chain.publish("d1", place(Level.COUNTY, (0, "c1")))
    chain.publish("d1-p-2014-1", proposal(3, 4))
    chain.flush_tally()
    chain.flush_rollup()
    kept = Checkpoints(tmp_path / "rollup", CLUSTER, Rollup.tables)
    kept.prepare()
    kept.save(TALLIES, chain.rollup.state(TALLIES))
    again = Rollup(CLUSTER)
    again.open(TALLIES, 0, state=kept.load(TALLIES))
    assert again.partitions()[TALLIES].position == len(chain.tallies)
    assert figures(reports(again)) == figures(chain.reports)


def test_a_marker_is_remembered_over_a_restart(tmp_path: Path) -> None:
    chain = Chain()
    kept = Checkpoints(tmp_path / "rollup", CLUSTER, Rollup.tables)
    kept.prepare()
    chain.feed([chain.marker(stamp(20, session=9))])
    kept.save(TALLIES, chain.rollup.state(TALLIES))
    again = Chain()
    again.rollup.open(TALLIES, 0, state=kept.load(TALLIES))
    again.rollup.fold(batch(TALLIES, 1, [page(5, stamp(30, session=8))]))
    assert counted(again) is None


@pytest.mark.parametrize("spoil", ["cut off", "one bit turned", "emptied", "another length"])
def test_a_damaged_checkpoint_is_passed_over(kept: Checkpoints, tmp_path: Path, spoil: str) -> None:
    kept.save(PARTITION, some_state())
    file = the_file(tmp_path)
    body = file.read_bytes()
    middle = len(body) // 2
    turned = body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]
    spoiled = {"cut off": body[:-40], "one bit turned": turned, "emptied": b"", "another length": body + b"\0"}
    file.write_bytes(spoiled[spoil])
    assert kept.load(PARTITION) is None


def test_a_checkpoint_of_another_cluster_or_way_of_counting_is_passed_over(
    kept: Checkpoints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.save(PARTITION, some_state())
    assert kept.load(PARTITION) is not None
    assert Checkpoints(tmp_path / "tally", "another", Tally.tables).load(PARTITION) is None
    monkeypatch.setattr(module, "MEASURES_VERSION", MEASURES_VERSION + 1)
    assert kept.load(PARTITION) is None


def test_where_there_is_none_there_is_none(kept: Checkpoints) -> None:
    assert kept.load(PARTITION) is None


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_one_that_cannot_be_written_leaves_the_one_before(
    kept: Checkpoints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    kept.save(PARTITION, some_state())
    before = the_file(tmp_path).read_bytes()

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr({"fsync": os, "replace": Path}[failing], failing, full)
    with pytest.raises(OSError, match="no space"):
        kept.save(PARTITION, ProcessorState(99, (RecordDigest(98, 1),), some_state().tables))
    assert the_file(tmp_path).read_bytes() == before


def test_a_folder_that_cannot_be_written_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file stands where the folder should be")
    with pytest.raises(SettingError, match=r"taken.*LIANXI_VAR"):
        Checkpoints(tmp_path / "taken", CLUSTER, Tally.tables).prepare()


def test_nothing_is_published_before_the_end_that_the_log_had_at_the_assignment() -> None:
    tally = Tally(CLUSTER)
    tally.assigned([PARTITION])
    tally.open(PARTITION, 0, target=2)
    values = bytes_of([(f"{HOME}-p-2014-{n}", (1, 1), proposal(3)) for n in (1, 2)])
    tally.fold(batch(PARTITION, 0, values[:1]))
    assert everything(tally) == []
    tally.fold(batch(PARTITION, 1, values[1:]))
    assert [tally_page.key for tally_page in everything(tally)][
        -1
    ] == f"marker/{PARTITION.topic}/{PARTITION.partition}".encode()
    assert everything(tally) == []


def test_what_is_remembered_of_a_log_begins_at_the_last_look() -> None:
    tally = opened()
    values = bytes_of([(f"{HOME}-p-2014-{n}", (1, 1), proposal(3)) for n in range(1, 5)])
    for offset, value in enumerate(values[:3]):
        tally.fold(batch(PARTITION, offset, [value]))
    progress = tally.partitions()[PARTITION]
    seen = progress.digests[-1]
    tally.fold(batch(PARTITION, 3, values[3:]))
    progress.verified_up_to(seen)
    assert [digest.offset for digest in progress.digests] == [2, 3]


def test_of_what_lies_far_from_the_end_one_trace_is_remembered() -> None:
    tally = opened()
    values = bytes_of([(f"{HOME}-p-2014-{n}", (1, 1), proposal(3)) for n in range(1, 4)])
    for offset, value in enumerate(values):
        tally.fold(batch(PARTITION, offset, [value])._replace(last=1_000_000))
    assert [digest.offset for digest in tally.partitions()[PARTITION].digests] == [2]
