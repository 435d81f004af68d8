"""The history of a matter: every step as it was recorded, with its texts."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import matter_texts
from shared.committee.directory.tree import OrganizationTree
from shared.committee.matters.kind import AnyKind
from shared.committee.messages.route import ROUTE
from shared.committee.messages.schemas import DerivedView, name_of
from shared.committee.tables import journal
from shared.contracts.catalogue import CATALOGUE, TYPE_OF
from shared.contracts.vocabulary import Channel, ProposerType, Role, Theme
from shared.domain.proposals.vocabulary import PROPOSAL_TYPE_TITLES


@dataclass(frozen=True, kw_only=True)
class HistoryStep:
    """One event of a matter. `role`: the role it was recorded for; `account_role`: the role of the account that recorded it.

    `unit`, `signatory` (a number) and `counterpart` (key and name of another organization) are the participants that the event names.
    `units`: every unit that it concerns, also those that it assigns, with their parts; `recorder`: the account, or 系统.
    """

    sequence: int
    epoch: int
    command: str
    title: str
    on: date
    late: bool
    late_reason: str | None
    role: Role
    account_role: Role
    recorder: str
    time: datetime
    unit: str | None
    units: list[str]
    signatory: int | None
    counterpart: str | None
    counterpart_name: str | None
    texts: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class History:
    """Every event of a matter, the oldest first; `derived`: the matters that other organizations made of it."""

    id: str
    items: list[HistoryStep]
    derived: list[DerivedView]


async def history(
    connection: AsyncConnection,
    matter: str,
    kind: AnyKind,
    derived: list[DerivedView],
    *,
    tree: OrganizationTree,
    assigned: Callable[[int], tuple[str, ...]],
) -> History:
    """Returns the steps of all epochs, ordered by epoch and sequence number. `assigned`: sequence -> the units that a step assigns."""
    texts = await matter_texts.of(connection, matter)
    query = select(journal).where(journal.c.matter == matter).order_by(journal.c.epoch, journal.c.sequence)
    rows = (await connection.execute(query)).all()
    versions = {row.sequence for row in rows if kind.edits and row.command == kind.edits.name}
    versions |= {1} if versions else set()
    items = [
        HistoryStep(
            sequence=row.sequence,
            epoch=row.epoch,
            command=row.command,
            title=step_title(kind, row.command),
            on=row.effective_on,
            late=bool(row.late),
            late_reason=row.late_reason,
            role=Role(row.role),
            account_role=Role(row.account_role),
            recorder="系统" if row.account.startswith(":") else row.account,
            time=row.recorded_at,
            unit=row.unit,
            units=step_units(row.unit, assigned(row.sequence)),
            signatory=row.signatory,
            counterpart=row.counterpart,
            counterpart_name=name_of(row.counterpart, tree) if row.counterpart else None,
            texts=_readable(texts.get(row.sequence, {}), version=row.sequence in versions),
        )
        for row in rows
    ]
    return History(id=matter, items=items, derived=derived)


def step_title(kind: AnyKind, command: str) -> str:
    """Returns the Chinese title of the step that a command records."""
    return CATALOGUE[TYPE_OF[kind.subject, command]].title_zh


def step_units(unit: str | None, assigned: tuple[str, ...]) -> list[str]:
    """Returns the units that a step names, unless they are among those that it assigns, and these with their parts."""
    given = unit.split("、") if unit else []
    repeated = all(any(each.startswith(f"{name}（") for each in assigned) for name in given)
    named = [unit] if unit and not repeated else []
    return [*named, *assigned]


def _readable(texts: dict[str, str], *, version: bool) -> dict[str, str]:
    """Returns the texts of a step without those that the matter itself shows; those of a `version` of a draft with them."""
    if version:
        return readable_version(texts)
    return {
        name: matter_texts.readable(text)
        for name, text in texts.items()
        if name not in ("content", "suggestions", "keywords", "proposers", ROUTE)
    }


_DELETED = "（已删除）"
_TITLES: Mapping[str, Mapping[str, str]] = {
    **{
        name: {str(word): word.title_zh for word in words}
        for name, words in {"type": ProposerType, "theme": Theme, "channel": Channel}.items()
    },
    "kind": PROPOSAL_TYPE_TITLES,
}
"""Field of a version -> code -> its title."""


def readable_version(texts: dict[str, str]) -> dict[str, str]:
    """Returns the fields of a version for the history, the suggestions numbered, codes as their titles."""
    return {name: _readable_text(name, text) for name, text in texts.items()}


def _readable_text(name: str, text: str) -> str:
    if name == "suggestions":
        text = "\n".join(f"{number}. {each}" for number, each in enumerate(json.loads(text), 1))
    elif name in ("keywords", "proposers"):
        text = matter_texts.readable(text)
    elif text and name in _TITLES:
        text = _TITLES[name][text]
    return text or ("" if name == "content" else _DELETED)
