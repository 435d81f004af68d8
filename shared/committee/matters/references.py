"""Checks against the database: the matters that a command refers to, and the texts that were recorded before."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import matter_texts
from shared.committee.context import TransactionContext
from shared.committee.matters.kind import AnyKind
from shared.contracts.subjects import organization_of
from shared.domain.comparison import is_blank
from shared.domain.errors import invalid


async def check_reference(
    connection: AsyncConnection, kinds: tuple[AnyKind, ...], field: str, id: str, *, organization: str
) -> None:
    """Raises `InvalidError` unless the id is that of a matter of one of these kinds and of this organization."""
    if organization_of(id) != organization:
        raise invalid(field, id, "须为本单位的事项")
    for kind in kinds:
        if await connection.scalar(select(kind.table.c.id).where(kind.table.c.id == id)):
            return
    raise invalid(field, id, f"没有这件{'或'.join(kind.title_zh for kind in kinds)}")


async def check_has_text(tx: TransactionContext, matter: str, field: str, rule: str) -> None:
    """Raises `InvalidError` when the newest text of this name is blank; `rule` is the reason in Chinese."""
    if is_blank(matter_texts.newest(await tx.texts_of(matter), field)):
        raise invalid(field, None, rule)
