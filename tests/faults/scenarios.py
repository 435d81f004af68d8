"""Everything that may break, as one table. A scenario ends when what it broke is given back; the writing goes on meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import KW_ONLY, dataclass
from signal import SIGCONT, SIGKILL, SIGSTOP, SIGTERM
from typing import Literal

from shared.messaging.topics import create_topics
from tests.faults import world
from tests.faults.repetition import BEFORE, Repetition

Fault = Callable[[Repetition], Awaitable[None]]
FROZEN_SECONDS = (7.0, 10.0)
"""Longer than the session timeout of the group, 6 s."""

AWAY_SECONDS = 60.0
_ALSO_RESTARTED = 0.5
"""So often everything starts again: then what is wrong is seen at once, else within a minute."""


@dataclass(frozen=True)
class Scenario:
    """`tallies`: workers that there are, `running`: so many of them at first. `needs`: parts without which it means nothing."""

    name: str
    title: str
    fault: Fault
    _: KW_ONLY
    tallies: int = 1
    replays: bool = True
    database: Literal["SQLite", "PostgreSQL"] = "SQLite"
    within: float = 60.0
    lane: str = "workers"


async def tally_killed(rep: Repetition) -> None:
    await rep.middle()
    await rep.restarted(rep.tally())


async def rollup_killed(rep: Repetition) -> None:
    await rep.middle()
    await rep.restarted(rep.system.rollup)


async def stage_stopped(rep: Repetition) -> None:
    """Asked to end, it does so at once and well."""
    await rep.middle()
    part = rep.stage()
    status = await part.down(SIGTERM)
    assert status == 0, f"{part.name} ended with {status}"
    part.up(rep.system.processes)


async def worker_joins(rep: Repetition) -> None:
    """The one that was there leaves, in good order or not."""
    there, new = sorted(rep.system.tallies, key=lambda worker: not worker.is_up)
    await rep.middle()
    new.up(rep.system.processes)
    await new.ready()
    await rep.load.answered(BEFORE)
    await there.down(rep.dice.choice((SIGTERM, SIGKILL)))


async def worker_frozen(rep: Repetition) -> None:
    """The other one takes over; what the frozen one still has to say comes too late."""
    frozen = rep.tally()
    await rep.middle()
    frozen.send(SIGSTOP)
    try:
        await asyncio.sleep(rep.dice.uniform(*FROZEN_SECONDS))
    finally:
        frozen.send(SIGCONT)


async def broker_restarted(rep: Repetition) -> None:
    await rep.middle()
    await rep.system.broker.restart(rep.dice.choice((SIGTERM, SIGKILL)))


async def broker_wiped(rep: Repetition) -> None:
    """Nothing is left, and another cluster answers."""
    await rep.middle()
    await rep.system.broker.wipe()
    await create_topics(rep.system.kafka, fresh=True)
    rep.topics.forget()
    rep.judge.poison.clear()


async def database_restored(rep: Repetition) -> None:
    """What was written since the backup is gone, and what Kafka was told of it has to be taken back."""
    backup = rep.backup(world.WRITER)
    known = len(rep.judge.journal)
    await rep.middle()
    county = rep.system.services[world.WRITER]
    await rep.load.halt()
    await county.down(rep.dice.choice((SIGTERM, SIGKILL)))
    del rep.judge.journal[known:]
    rep.restore(world.WRITER, backup)
    await rep.system.deploy("restored", world.WRITER, "--yes")
    county.up(rep.system.processes)
    rep.load.resume()


async def relay_killed(rep: Repetition) -> None:
    """Again and again, as soon as it writes, between sending and noting that it was sent."""
    await rep.middle()
    await rep.restarted(rep.system.services[world.WRITER])


async def told_again(rep: Repetition) -> None:
    """Everything that was ever told is told again, twice, in any order."""
    await rep.middle()
    again = 2 * rep.topics.told[-2000:]
    rep.dice.shuffle(again)
    await rep.put(again)


async def nonsense(rep: Repetition) -> None:
    await rep.middle()
    await rep.put_nonsense(8)


async def checkpoint_damaged(rep: Repetition) -> None:
    part = rep.stage()
    await rep.middle()
    await part.down(SIGKILL)
    rep.damage_checkpoints(part)
    part.up(rep.system.processes)


async def topic_truncated(rep: Repetition) -> None:
    """The broker loses its power, and of some partitions the end. What nobody knows any more must not be counted any more."""
    strangers = await rep.put_strangers(2)
    await rep.middle()
    await rep.load.halt()
    await rep.system.broker.cut([*strangers, *await rep.some_ends(2)])
    rep.topics.forget()
    if rep.dice.random() < _ALSO_RESTARTED:
        await asyncio.gather(*[rep.restarted(part) for part in rep.system.parts if part.is_up])
    rep.load.resume()


async def markers_at_the_end(rep: Repetition) -> None:
    """Everything that starts has to find the end of every log, though no record stands there."""
    await rep.middle()
    await rep.load.halt()
    await rep.put_markers()
    parts = [part for part in rep.system.parts if part.is_up]
    await asyncio.gather(*[rep.restarted(part) for part in parts])
    await asyncio.gather(*[part.ready() for part in parts])
    rep.load.resume()


async def record_aborted(rep: Repetition) -> None:
    await rep.middle()
    await rep.put_aborted(20)
    if rep.dice.random() < _ALSO_RESTARTED:
        await rep.restarted(rep.stage())


async def addressee_voided(rep: Repetition) -> None:
    """The dispatch is put aside alone; the inbox of the whole level goes on."""
    await rep.middle()
    await rep.put_dead_addressee()


async def broker_away(rep: Repetition) -> None:
    """Clerks go on, and no process ends: each waits for the broker by itself."""
    await rep.middle()
    before = {part.name: len(part.exits) for part in rep.system.parts}
    await rep.system.broker.restart(rep.dice.choice((SIGTERM, SIGKILL)), away=AWAY_SECONDS)
    ended = [part.name for part in rep.system.parts if len(part.exits) > before[part.name]]
    assert not ended, f"ended while the broker was away: {ended}"


SCENARIOS = (
    Scenario("tally-killed", "kill -9 of tally in a batch", tally_killed),
    Scenario("rollup-killed", "kill -9 of rollup in a batch", rollup_killed),
    Scenario("stage-stopped", "SIGTERM of tally or rollup in the backlog", stage_stopped, tallies=2),
    Scenario("worker-joins", "a second tally worker joins, the first leaves", worker_joins),
    Scenario(
        "worker-frozen", "SIGSTOP of one of two tally workers beyond its session, SIGCONT", worker_frozen,
        tallies=2, lane="patience",
    ),
    Scenario("broker-restarted", "broker restarted, SIGTERM or kill -9", broker_restarted, tallies=2),
    Scenario("broker-wiped", "broker wiped, another cluster id", broker_wiped),
    Scenario("database-restored", "database restored to an earlier state", database_restored),
    Scenario("relay-killed", "kill -9 of a service while its relay sends", relay_killed, replays=False),
    Scenario(
        "relay-killed-postgresql", "the same", relay_killed, replays=False, database="PostgreSQL", lane="postgresql"
    ),
    Scenario("told-again", "events duplicated, replayed and shuffled", told_again, tallies=2),
    Scenario("nonsense", "malformed events in the middle of a batch", nonsense),
    Scenario("checkpoint-damaged", "kill -9 and checkpoints damaged", checkpoint_damaged),
    Scenario(
        "topic-truncated", "a topic truncated by a crash of the broker", topic_truncated,
        within=150.0, lane="patience",
    ),
    Scenario("markers-at-the-end", "transaction markers at the end of every log, all restarted", markers_at_the_end),
    Scenario("record-aborted", "events in an aborted transaction", record_aborted),
    Scenario("addressee-voided", "a dispatch to an organization that was voided", addressee_voided),
    Scenario(
        "broker-away", "broker away for a minute, SIGTERM or kill -9", broker_away,
        tallies=2, within=90.0, lane="patience",
    ),
)  # fmt: skip
"""Lanes go on at the same time, so that what waits for a minute keeps nobody."""
