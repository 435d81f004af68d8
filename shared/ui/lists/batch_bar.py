"""The bar of a list from which a command is given to many matters: the commands that the account may give."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from shared.committee.batches.selection import batch_commands
from shared.committee.matters.kind import AnyKind
from shared.web.accounts import Account
from shared.web.permissions import may

CHOSEN = "chosen"
"""The query parameter of a list that ticks every matter of the page."""
COMMAND, MATTER, LIST = "command", "matter", "list"
"""Query parameters of the page of a batch: the command, the ids of the matters, and the query of the list they were chosen from."""


@dataclass(frozen=True, kw_only=True)
class BatchBar:
    """The commands, by name and title; `all_chosen`: whether every matter of the page is ticked.

    `choose_all`: the address of the list with all ticked; `back`: the query of the list.
    """

    action: str
    commands: tuple[tuple[str, str], ...]
    all_chosen: bool
    choose_all: str
    back: str


def batch_bar(kind: AnyKind, account: Account, shown: Mapping[str, str]) -> BatchBar | None:
    """Returns the bar of a list for its query parameters; None when the account may give no command to many matters of it."""
    foreign = shown.get("organization") not in (None, "", account.organization)
    commands = tuple(
        (name, body.title_zh)
        for name, body in batch_commands(kind).items()
        if may(account, f"{kind.name}.{name}", relation="own")
    )
    if foreign or not commands or account.organization is None:
        return None
    query = {name: value for name, value in shown.items() if name != CHOSEN}
    return BatchBar(
        action=f"/{kind.name}/batch",
        commands=commands,
        all_chosen=shown.get(CHOSEN) == "page",
        choose_all=f"/{kind.name}?{urlencode({**query, CHOSEN: 'page'})}#list",
        back=urlencode(query),
    )
