"""What a restored database takes from Kafka: the highest epoch in which it has published, and no forged one."""

from datetime import UTC, datetime

import pytest

from shared.committee.maintenance.kafka_diff import KafkaDiff, forgotten
from shared.contracts.envelope import HIGHEST
from shared.contracts.topics import Topic
from shared.contracts.version_bounds import is_plausible
from shared.messaging.outbox.kafka_events import KafkaEvent

MATTER = "520603-p-2014-1"


def of(epoch: int, sequence: int) -> KafkaEvent:
    return KafkaEvent(Topic.PROPOSALS, MATTER, "520603", "proposal.filed.v1", (epoch, sequence), b"{}")


@pytest.mark.parametrize("known", [{}, {MATTER: (1, 2)}])
@pytest.mark.parametrize("version", [(HIGHEST, 1), (HIGHEST, HIGHEST), (1, HIGHEST)])
def test_a_forged_version_does_not_use_up_the_epochs(
    known: dict[str, tuple[int, int]], version: tuple[int, int]
) -> None:
    diff = KafkaDiff()
    for each in (of(1, 1), of(2, 1), of(*version)):
        diff.note(each, known, ours=True)
    assert diff.epoch == 2
    assert [each.version for each in diff.void] == ([] if known else [(2, 1)])


def test_the_epoch_of_a_lost_kafka_is_accepted_by_everybody() -> None:
    for year in (2026, 2048):
        epoch = forgotten(datetime(year, 6, 1, tzinfo=UTC)).epoch + 2
        assert is_plausible((epoch, 40), None)
        assert is_plausible((epoch, 40), (1, 3))
