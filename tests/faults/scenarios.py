"""All faults, as one table. A scenario ends when its fault is repaired; writes continue all the time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import KW_ONLY, dataclass
from signal import SIGCONT, SIGKILL, SIGSTOP, SIGTERM
from typing import Literal

from shared.messaging.topics import create_topics
from tests.faults import organizations
from tests.faults.repetition import BEFORE, Repetition

Fault = Callable[[Repetition], Awaitable[None]]
FROZEN_SECONDS = (7.0, 10.0)
"""Longer than the session timeout of the group, 6 s."""

AWAY_SECONDS = 60.0
_ALSO_RESTARTED = 0.5
"""Number of restarts of all processes, after which a fault is visible at once instead of within a minute."""


@dataclass(frozen=True)
class Scenario:
    """A fault. `tallies`: number of workers; `running`: how many of them run at first; `needs`: parts that it requires."""

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


async def worker_stopped(rep: Repetition) -> None:
    """Stops a worker with SIGTERM; it must end at once with status 0."""
    await rep.middle()
    part = rep.worker()
    status = await part.down(SIGTERM)
    assert status == 0, f"{part.name} ended with {status}"
    part.up(rep.system.processes)


async def worker_joins(rep: Repetition) -> None:
    """Starts a second worker, and stops or kills the first."""
    there, new = sorted(rep.system.tallies, key=lambda worker: not worker.is_up)
    await rep.middle()
    new.up(rep.system.processes)
    await new.ready()
    await rep.load.answered(BEFORE)
    await there.down(rep.rng.choice((SIGTERM, SIGKILL)))


async def worker_frozen(rep: Repetition) -> None:
    """Freezes a worker until another one has taken over; pages that it publishes afterwards are outdated."""
    frozen = rep.tally()
    await rep.middle()
    frozen.send(SIGSTOP)
    try:
        await asyncio.sleep(rep.rng.uniform(*FROZEN_SECONDS))
    finally:
        frozen.send(SIGCONT)


async def broker_restarted(rep: Repetition) -> None:
    await rep.middle()
    await rep.system.broker.restart(rep.rng.choice((SIGTERM, SIGKILL)))


async def broker_wiped(rep: Repetition) -> None:
    """Wipes the broker; another cluster answers."""
    await rep.middle()
    await rep.system.broker.wipe()
    await create_topics(rep.system.kafka, fresh=True)
    rep.topics.forget()
    rep.verifier.malformed.clear()


async def database_restored(rep: Repetition) -> None:
    """Restores a backup: later writes are lost, and their events in Kafka have to be voided."""
    backup = rep.backup(organizations.WRITER)
    known = len(rep.verifier.journal)
    await rep.middle()
    county = rep.system.services[organizations.WRITER]
    await rep.load.halt()
    await county.down(rep.rng.choice((SIGTERM, SIGKILL)))
    del rep.verifier.journal[known:]
    rep.restore(organizations.WRITER, backup)
    await rep.system.deploy("restored", organizations.WRITER, "--yes")
    county.up(rep.system.processes)
    rep.load.resume()


async def relay_killed(rep: Repetition) -> None:
    """Kills the service several times while it writes, between sending and marking."""
    await rep.middle()
    await rep.restarted(rep.system.services[organizations.WRITER])


async def republish_events(rep: Repetition) -> None:
    """Publishes past events again, twice, in random order."""
    await rep.middle()
    again = 2 * rep.topics.events[-2000:]
    rep.rng.shuffle(again)
    await rep.put(again)


async def malformed_events(rep: Repetition) -> None:
    await rep.middle()
    await rep.put_malformed(8)


async def checkpoint_damaged(rep: Repetition) -> None:
    part = rep.worker()
    await rep.middle()
    await part.down(SIGKILL)
    rep.damage_checkpoints(part)
    part.up(rep.system.processes)


async def topic_truncated(rep: Repetition) -> None:
    """Simulates a power failure that truncates some partitions. Lost events of unknown matters must not be counted any more."""
    unknown_matters = await rep.put_unknown_matters(2)
    await rep.middle()
    await rep.load.halt()
    await rep.system.broker.cut([*unknown_matters, *await rep.some_ends(2)])
    rep.topics.forget()
    if rep.rng.random() < _ALSO_RESTARTED:
        await asyncio.gather(*[rep.restarted(part) for part in rep.system.parts if part.is_up])
    rep.load.resume()


async def markers_at_the_end(rep: Repetition) -> None:
    """Restarts processes whose logs end with a marker, so that no record is at the end offset."""
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
    if rep.rng.random() < _ALSO_RESTARTED:
        await rep.restarted(rep.worker())


async def addressee_voided(rep: Repetition) -> None:
    """Sends a dispatch that no organization can accept; the inbox writes one dead letter and continues."""
    await rep.middle()
    await rep.put_dead_addressee()


async def broker_away(rep: Repetition) -> None:
    """Stops the broker for a while: clerks continue, and no process ends."""
    await rep.middle()
    before = {part.name: len(part.exits) for part in rep.system.parts}
    await rep.system.broker.restart(rep.rng.choice((SIGTERM, SIGKILL)), away=AWAY_SECONDS)
    ended = [part.name for part in rep.system.parts if len(part.exits) > before[part.name]]
    assert not ended, f"ended while the broker was away: {ended}"


SCENARIOS = (
    Scenario("tally-killed", "kill -9 of tally in a batch", tally_killed),
    Scenario("rollup-killed", "kill -9 of rollup in a batch", rollup_killed),
    Scenario("worker-stopped", "SIGTERM of tally or rollup in the backlog", worker_stopped, tallies=2),
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
        "relay-killed-postgresql",
        "kill -9 of a service while its relay sends",
        relay_killed,
        replays=False,
        database="PostgreSQL",
        lane="postgresql",
    ),
    Scenario("events-republished", "events duplicated, replayed and shuffled", republish_events, tallies=2),
    Scenario("malformed-events", "malformed events in the middle of a batch", malformed_events),
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
"""Lanes, which run concurrently, so that scenarios with long waits delay no others."""
