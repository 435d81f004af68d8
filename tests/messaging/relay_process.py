"""A relay in a process of its own, for tests that kill it: `python -m tests.messaging.relay_process <database> <bootstrap>`.

After its start it looks into the table only when a line comes in.
"""

import asyncio
import sys

from shared.contracts.writers import Writer
from shared.messaging.lease import Lease
from shared.messaging.outbox.relay import Relay
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database


async def main(url: str, bootstrap: str) -> None:
    database = Database(url)
    lease = Lease(database, "relay", "child", seconds=3600)
    kafka = KafkaSettings(bootstrap=bootstrap, idempotent=False, writer=Writer.COUNTY)
    relay = Relay(database, kafka, lease, idle_seconds=3600)
    running = asyncio.ensure_future(relay.run(asyncio.Event()))
    while await asyncio.to_thread(sys.stdin.readline):
        relay.wake()
    await running


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
