"""What a use case works in."""

from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.directory.places import Places
from shared.committee.office import Office


class Work(NamedTuple):
    """The transaction of a request or of the inbox, the parts of the service, and the directory as it stood when the work began."""

    connection: AsyncConnection
    office: Office
    places: Places
