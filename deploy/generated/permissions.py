"""The section of `docs/interfaces.md` about permissions: one table, role × command, and the role that each command is recorded for."""

from collections.abc import Iterator

from deploy.generated.markdown import table
from shared.committee.roles import RECORDED_FOR
from shared.contracts.vocabulary import Role
from shared.web.permissions import PERMISSIONS


def permissions_section() -> str:
    """Returns the table, with a column for each role and the permissions of a kind together."""
    return table(("permission", *Role, "recorded for"), _rows())


def _rows() -> Iterator[tuple[str, ...]]:
    kinds = list(dict.fromkeys(map(_kind, PERMISSIONS)))
    for name in sorted(PERMISSIONS, key=lambda name: kinds.index(_kind(name))):
        scopes = (", ".join(sorted(PERMISSIONS[name][role])) or "–" for role in Role)
        yield (f"`{name}`", *scopes, RECORDED_FOR.get(name, "–"))


def _kind(name: str) -> str:
    return name.partition(".")[0]
