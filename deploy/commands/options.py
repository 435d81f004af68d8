"""Arguments of the command line that several commands share."""

from enum import StrEnum


class ServiceName(StrEnum):
    """A service with a database of its own."""

    REGION = "region"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
