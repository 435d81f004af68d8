"""Without a fault, the load leads matters of every kind through their steps, also between services."""

from random import Random

import msgspec
import pytest

from tests.faults.load import Load, Write
from tests.faults.system import FaultSystem
from tests.faults.topics import TopicRecords

pytestmark = [pytest.mark.full, pytest.mark.timeout(600), pytest.mark.asyncio(loop_scope="module")]

EXPECTED = {
    "plan.item_added.v1", "plan.approved.v1", "plan.confirmed.v1", "plan.executed.v1",
    "consultation.groups_formed.v1", "consultation.report_signed_off.v1", "consultation.report_reviewed.v1",
    "consultation.instruction_answered.v1", "consultation.comments_requested.v1", "consultation.comment_recorded.v1",
    "platform.registered.v1", "platform.filed.v1", "platform.visit_recorded.v1",
    "opinion.forwarded.v1", "opinion.accepted.v1", "opinion.noted.v1", "opinion.fed_back.v1",
    "proposal.return_accepted.v1", "proposal.reassigned.v1", "proposal.extended.v1", "proposal.rehandled.v1",
    "proposal.suggestions_followed.v1", "proposal.closed.v1", "proposal.absorbed.v1", "proposal.withdrawn.v1",
    "visit.reported.v1",
}  # fmt: skip
"""Types of events that only the lives of several steps, or the receivers, publish."""


class _Typed(msgspec.Struct):
    type: str


_typed = msgspec.json.Decoder(_Typed).decode


MOST_WRITES, AT_ONCE = 900, 30


async def test_every_life_reaches_its_end(on_sqlite: FaultSystem) -> None:
    topics, journal, missing = TopicRecords(on_sqlite.kafka), list[Write](), set(EXPECTED)
    load = Load(on_sqlite.clerks, topics, Random(1), journal)
    async with load.going_on(replays=False):
        while missing and len(journal) < MOST_WRITES:
            await load.answered(AT_ONCE)
            await topics.read()
            missing -= {_typed(each.value).type for each in topics.events}
    assert missing == set()
    assert len(journal) == len(set(journal))
