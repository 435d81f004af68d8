"""`python -m tests.committee.sender_process URL PORT`: sends what is due once, as soon as a line arrives at its input."""

import asyncio
import sys
from pathlib import Path

from shared.committee.context import ServiceContext
from shared.committee.deliveries.sender import NotificationSender
from shared.committee.deliveries.settings import DeliverySettings, MailServer
from shared.committee.directory.cache import DirectoryCache
from shared.domain.charters.charters import Charters
from shared.messaging.lease import Lease
from shared.storage.database import Database
from tests.support.clock import NOON


async def main(url: str, port: int) -> None:
    """Sends once, at the time at which tests begin."""
    database = Database(url)
    charters = Charters.load(Path("services/county/charter.toml"))
    directory = DirectoryCache(database)
    context = ServiceContext(service=database, read=database, charters=charters, directory=directory, now=lambda: NOON)
    mail = MailServer(host="127.0.0.1", port=port, security="none", sender="lianxi@example.org")
    sys.stdin.readline()
    lease = Lease(database, "committee", "lone")
    await NotificationSender("county", context, lease, DeliverySettings(mail=mail)).update()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
