"""What the tests run on: the embedded broker and SQLite, or with `--parts real` Apache Kafka and PostgreSQL."""

from typing import Literal

Backends = Literal["embedded", "real"]

_chosen: Backends = "embedded"


def choose(backends: Backends) -> None:
    """Sets the backends for the whole test run."""
    global _chosen  # noqa: PLW0603 - the option of a test run, set once before its first test
    _chosen = backends


def are_real() -> bool:
    """Returns whether the backends are Apache Kafka and PostgreSQL."""
    return _chosen == "real"
