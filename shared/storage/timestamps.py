"""Timestamps in columns: aware datetimes in Python, UTC in every database."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, TypeDecorator


def from_milliseconds(milliseconds: int) -> datetime:
    """Returns the point in time of a timestamp of Kafka, which is Unix time in milliseconds."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


class Timestamp(TypeDecorator[datetime]):
    """A column type for points in time. SQLite stores no time zone; the type stores UTC and adds the zone to results."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
