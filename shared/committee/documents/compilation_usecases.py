"""Collecting the proposals of a year or of a plenary session."""

import asyncio
from collections.abc import Sequence
from io import BytesIO
from typing import Annotated

from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.directory.names import formal_name
from shared.committee.directory.tree import OrganizationTree
from shared.committee.documents.compilation import Compilation, compilation_document
from shared.committee.documents.source import ProposalSource, source_of
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matter_texts import of_many
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.listing import MatterFilter, query_model
from shared.committee.matters.queries import permitted_filter
from shared.committee.matters.record import MatterDetails
from shared.committee.matters.repository import related_matter
from shared.committee.plenary_sessions.repository import all_of
from shared.committee.tables import matter_texts, proposals
from shared.committee.word.official import MEDIA_TYPE
from shared.committee.workbooks.response import download
from shared.domain.errors import ConflictError
from shared.web.accounts import Account

MOST_PROPOSALS, MOST_CHARACTERS = 1_000, 5_000_000
"""The most proposals and characters in one document: larger ones open slowly in Word and take much memory to write."""

_PORTION = 100
_QUERY = query_model(PROPOSALS)


class CompilationQuery(BaseModel):
    """The proposals to be collected: those filed in a year (by default this one), or of a plenary session."""

    organization: Annotated[str | None, Field(max_length=32)] = None
    year: Annotated[int | None, Field(ge=1900, le=9999)] = None
    plenary_session: Annotated[str | None, Field(pattern=r"^[0-9]{1,2}-[0-9]{1,2}$")] = None


async def compilation_file(context: ServiceContext, account: Account, query: CompilationQuery) -> StreamingResponse:
    """Returns the response with the collection of the filed proposals that the account may see.

    Raises `ConflictError` `nothing-to-compile` or `compilation-too-long`.
    """
    year = query.year if query.plenary_session or query.year else context.today().year
    asked = {"organization": query.organization, "year": year, "plenary_session": query.plenary_session}
    wanted = await permitted_filter(context, account, PROPOSALS, _QUERY.model_validate(asked))
    tree = await context.directory.tree()
    async with context.service.reading() as connection:
        ids = await _chosen(connection, wanted)
        sessions = await all_of(connection, wanted.organization)
        sources = [
            source
            for start in range(0, len(ids), _PORTION)
            for source in await _sources(connection, context, tree, ids[start : start + _PORTION])
        ]
    of_year = [each for each in sessions if each.year == year]
    asked_for = [each for each in sessions if each.key == query.plenary_session]
    named = [each.title for each in (asked_for if query.plenary_session else of_year)]
    compilation = Compilation(
        committee=formal_name(wanted.organization, tree, context.today()),
        period=named[0] if len(named) == 1 else f"{year}年度",  # no session stands for a year of several
        day=context.today(),
        proposals=sources,
    )
    content = await asyncio.to_thread(lambda: compilation_document(compilation).content())
    name = f"compilation-{wanted.organization}-{query.plenary_session or year}.docx"
    return download(BytesIO(content), MEDIA_TYPE, name=name, title=f"{compilation.period}提案汇编.docx")


async def _chosen(connection: AsyncConnection, wanted: MatterFilter) -> Sequence[str]:
    """Returns the ids of the filed proposals, by number; raises `ConflictError` when there are none, or too many."""
    filed = select(proposals.c.id).where(*wanted.conditions(), proposals.c.filed_on.is_not(None))
    return await compiled_ids(connection, PROPOSALS, filed, nothing="没有立案的提案可以汇编；请核对年度和届次")


async def compiled_ids(
    connection: AsyncConnection, kind: AnyKind, chosen: Select[str], *, nothing: str
) -> Sequence[str]:
    """Returns the ids of these matters, by number; raises `ConflictError` when there are none, or too many for one document."""
    table = kind.table.c
    ordered = chosen.order_by(table.year, table.number).limit(MOST_PROPOSALS + 1)
    ids = list((await connection.execute(ordered)).scalars())
    if not ids:
        raise ConflictError("nothing-to-compile", nothing)
    length = await connection.scalar(
        select(func.sum(func.length(matter_texts.c.text))).where(matter_texts.c.matter.in_(chosen))
    )
    if len(ids) > MOST_PROPOSALS or (length or 0) > MOST_CHARACTERS:
        rule = f"一次最多汇编{MOST_PROPOSALS}件、{MOST_CHARACTERS // 10_000}万字"
        raise ConflictError(
            "compilation-too-long", f"{kind.title_zh}太多，无法汇编成一个文件：{rule}。请分别汇编，或导出列表"
        )
    return ids


async def _sources(
    connection: AsyncConnection, context: ServiceContext, tree: OrganizationTree, ids: Sequence[str]
) -> list[ProposalSource]:
    """Returns what the pages of these proposals are written from, in this order."""
    rows = {row.id: row for row in await connection.execute(select(proposals).where(proposals.c.id.in_(ids)))}
    texts = await of_many(connection, ids)
    found = []
    for id in ids:
        state = PROPOSALS.decode(rows[id].state)
        related = {each: await related_matter(connection, PROPOSALS, each) for each in PROPOSALS.related(state)}
        details = MatterDetails(rows[id], state, texts[id], [], context.today(), [], related)
        found.append(source_of(details, context=context, tree=tree))
    return found
