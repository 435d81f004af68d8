"""The story of a matter: from its beginning to its end, as requests. Of whatever kind, it is told in `telling`."""

from dataclasses import dataclass, field
from typing import Any


def nth(number: int) -> str:
    """What stands for the title of a matter that has none: the so-manieth of its organization."""
    return f"第{number}件"


@dataclass(frozen=True, kw_only=True)
class Story:
    """A matter of an organization: the bodies of its requests, in order; the first one begins it.

    `kind` is the word in its path (`proposals`), `service` the one it belongs to; `title` is its own among those of the organization,
    `nth(1)`, `nth(2)` … where the kind has none.
    """

    kind: str
    service: str
    organization: str
    title: str
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def account(self) -> str:
        return f"{self.organization}-secretariat"

    def key(self, step: int) -> str:
        """The Idempotency-Key of a request: the same at every attempt."""
        return f"demo-{self.kind}-{self.organization}-{self.title}-{step}"
