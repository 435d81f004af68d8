"""The yearly volume 汇编 of the reports of research 调研, by the body that held it, with the instructions on them."""

import asyncio
from collections.abc import Sequence
from functools import partial
from io import BytesIO
from typing import Annotated

from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.directory.names import formal_name
from shared.committee.documents.compilation_usecases import compiled_ids
from shared.committee.documents.volume import Chapter, Volume, VolumeSection, volume_document
from shared.committee.kinds.consultations.kind import CONSULTATIONS
from shared.committee.kinds.consultations.schemas import ConsultationView, detail
from shared.committee.matter_texts import of_many
from shared.committee.matters.listing import query_model
from shared.committee.matters.queries import permitted_filter
from shared.committee.matters.record import MatterDetails
from shared.committee.tables import consultations
from shared.committee.word.official import MEDIA_TYPE, OfficialDocument, chinese_day
from shared.committee.workbooks.response import download
from shared.contracts.consultation_vocabulary import ActivityClass
from shared.contracts.consultation_vocabulary import ConsultationState as S
from shared.web.accounts import Account

NO_BODY = "未注明主办"
_SUBMITTED = (S.OUTCOME_SUBMITTED, S.FEEDBACK_RECEIVED, S.CLOSED)
_QUERY = query_model(CONSULTATIONS)


class ResearchVolumeQuery(BaseModel):
    """The year whose reports are collected, by default this one."""

    organization: Annotated[str | None, Field(max_length=32)] = None
    year: Annotated[int | None, Field(ge=1900, le=9999)] = None


async def research_volume_file(
    context: ServiceContext, account: Account, query: ResearchVolumeQuery
) -> StreamingResponse:
    """Returns the response with the submitted reports of research of a year that the account may see.

    Raises `ConflictError` `nothing-to-compile` or `compilation-too-long`.
    """
    year = query.year or context.today().year
    asked = _QUERY.model_validate({"organization": query.organization, "year": year})
    wanted = await permitted_filter(context, account, CONSULTATIONS, asked)
    table = consultations.c
    chosen = select(table.id).where(
        *wanted.conditions(), table.activity == ActivityClass.RESEARCH, table.status.in_(map(str, _SUBMITTED))
    )
    async with context.service.reading() as connection:
        ids = await compiled_ids(connection, CONSULTATIONS, chosen, nothing="没有已报送成果的调研可以汇编；请核对年度")
        reports = await _reports(connection, context, ids)
    volume = Volume(
        committee=formal_name(wanted.organization, await context.directory.tree(), context.today()),
        title=f"{year}年度调研报告汇编",
        day=context.today(),
        chapters=_by_body(reports),
    )
    content = await asyncio.to_thread(lambda: volume_document(volume).content())
    name = f"research-{wanted.organization}-{year}.docx"
    return download(BytesIO(content), MEDIA_TYPE, name=name, title=f"{volume.title}.docx")


async def _reports(connection: AsyncConnection, context: ServiceContext, ids: Sequence[str]) -> list[ConsultationView]:
    rows = {row.id: row for row in await connection.execute(select(consultations).where(consultations.c.id.in_(ids)))}
    texts = await of_many(connection, ids)
    return [
        detail(MatterDetails(rows[id], CONSULTATIONS.decode(rows[id].state), texts[id], [], context.today(), [], {}))
        for id in ids
    ]


def _by_body(reports: Sequence[ConsultationView]) -> list[Chapter]:
    """Returns the reports of each body, in the order of their titles; those without a body last."""
    found: dict[str, list[VolumeSection]] = {}
    for each in reports:
        title = each.held_by.title_zh if each.held_by else NO_BODY
        found.setdefault(title, []).append(VolumeSection(each.title, partial(_add_report, report=each)))
    return [Chapter(*pair) for pair in sorted(found.items(), key=lambda pair: (pair[0] == NO_BODY, pair[0]))]


def _add_report(page: OfficialDocument, report: ConsultationView) -> None:
    held = f"　开展：{chinese_day(report.held_on)}" if report.held_on else ""
    page.line(f"编号：{report.year}年第{report.number}号{held}")
    if report.groups:
        page.line(f"调研小组：{'、'.join(report.groups)}")
    page.text(report.outcome_text or report.content)
    if report.suggestions:
        page.text("建议：")
    for suggestion in report.suggestions:
        page.text(f"{suggestion.number}. {suggestion.text}")
    for each in report.instructions:
        page.line(f"【批示】{each.level_title}　{chinese_day(each.on)}")
        page.text(each.text)
        if each.answered_on:
            page.line(f"【办理情况】{chinese_day(each.answered_on)}")
            page.text(each.answer)
