"""The background tasks of a service that transfers need, on a broker.

`python -m tests.committee.background_tasks <name> <folder> <bootstrap> <lease>` works on the databases of a service until it is killed.
"""

import asyncio
import sys
from asyncio import Event
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from shared.committee.attachments.assembly import AttachmentAssembly
from shared.committee.encryption.signatures import EventSigner
from shared.committee.encryption.vault import Vault
from shared.committee.file_transfers.sending import ChunkSource
from shared.contracts.writers import Writer
from shared.messaging.lease import Lease
from shared.messaging.outbox.relay import Relay
from shared.messaging.settings import KafkaSettings
from tests.committee.service_clients import ServiceClient, open_service


@asynccontextmanager
async def at_work(service: ServiceClient, kafka: KafkaSettings, *, lease: str = "committee") -> AsyncIterator[None]:
    """Runs the relays, the inboxes and the assembly of a service inside the block."""
    database, stop, kafka = service.context.service, Event(), kafka.of_writer(Writer(service.name))
    held = Lease(database, lease, "me")
    signer = EventSigner(database, Vault(service.signing_secret))
    relay = Relay(database, kafka, held, idle_seconds=0.1, signatures=signer.signatures)
    sealed = ChunkSource(service.context).sealed
    chunk_relay = Relay(database, kafka, held, idle_seconds=0.1, sealed=sealed, signatures=signer.signatures)
    assembly = AttachmentAssembly(service.context, held)
    inbox = service.inbox.reader(database, kafka, lease=held, applied=assembly.wake)
    chunk_inbox = service.chunk_inbox.reader(database, kafka, lease=held, applied=assembly.wake)
    tasks = [each.run(stop) for each in (relay, chunk_relay, inbox, chunk_inbox, assembly)]
    running = list(map(asyncio.ensure_future, tasks))
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*running)


async def main(name: str, folder: str, bootstrap: str, lease: str) -> None:
    """Works until the process is killed."""
    kafka = KafkaSettings(bootstrap=bootstrap, idempotent=False)
    async with open_service(name, Path(folder), tokens={}) as service, at_work(service, kafka, lease=lease):
        await Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
