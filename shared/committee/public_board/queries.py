"""The published proposals of a committee, read without an account: search, filters, paging, and the whole for open data."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable
from datetime import date
from typing import Annotated, NamedTuple, Protocol

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.kinds.proposals.columns import ProposalRow, is_overdue
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matters.narrowing import handled_by
from shared.committee.matters.record import MatterStateRow
from shared.committee.public_board.schemas import AnswerCount, PublicProposal
from shared.committee.public_board.texts import NO_TEXTS, PublicTexts, texts_of
from shared.committee.tables import proposals
from shared.contracts.subjects import Subject, id_of, is_subject
from shared.contracts.vocabulary import Answer, HandlingRole, Outcome, ProposalState, Theme
from shared.domain.charters.public_texts import PublicText
from shared.domain.proposals.state import Proposal
from shared.storage.database import Database
from shared.web.paging import PageWindow

_PORTION = 500
"""The rows that an export reads at once."""


class BoardQuery(BaseModel):
    """The filters of the board. `q`: words of the title or forms of the number, all of them required."""

    organization: Annotated[str | None, Field(max_length=32)] = None
    year: Annotated[int | None, Field(ge=1900, le=9999)] = None
    status: ProposalState | None = None
    theme: Theme | None = None
    unit: Annotated[str | None, Field(max_length=200)] = None
    q: Annotated[str | None, Field(max_length=200)] = None


class BoardRow(ProposalRow, MatterStateRow, Protocol):
    """A row with the columns of lists and the state."""


class BoardVersion(NamedTuple):
    """What changes with every step of a proposal that is or was published."""

    proposals: int
    epochs: int
    sequences: int


def published(organization: str) -> ColumnElement[bool]:
    """Returns the condition of the published proposals of a committee."""
    return (proposals.c.organization == organization) & proposals.c.published_on.is_not(None)


def conditions(organization: str, query: BoardQuery) -> list[ColumnElement[bool]]:
    """Returns the conditions of the published proposals that a query asks for. Texts are not searched, because they are not public."""
    table = proposals.c
    wanted = [published(organization)]
    if query.year is not None:
        wanted.append(table.year == query.year)
    if query.status is not None:
        wanted.append(table.status == str(query.status))
    if query.theme is not None:
        wanted.append(table.theme == str(query.theme))
    if query.unit and query.unit.strip():
        wanted.append(table.id.in_(handled_by(query.unit)))
    return [*wanted, *map(_word, (query.q or "").split())]


def _word(word: str) -> ColumnElement[bool]:
    table = proposals.c
    found = [table.title.contains(word, autoescape=True), table.filing_number.contains(word, autoescape=True)]
    if re.fullmatch(r"[0-9]{1,9}", word):
        found += [table.number == int(word), table.filing_serial == int(word)]
    elif is_subject(word, Subject.PROPOSAL):  # by columns of the index of the board
        organization, _, year, number = word.split("-")
        found.append(and_(table.organization == organization, table.year == int(year), table.number == int(number)))
    return or_(*found)


async def version_of(connection: AsyncConnection, organization: str) -> BoardVersion:
    """Returns the version of the board: every step raises one of its numbers, because what was published once is counted for ever."""
    table = proposals.c
    ever = or_(table.published_on.is_not(None), table.unpublished_on.is_not(None))
    query = select(func.count(), func.sum(table.epoch), func.sum(table.sequence)).where(
        table.organization == organization, ever
    )
    count, epochs, sequences = (await connection.execute(query)).one()
    return BoardVersion(count, epochs or 0, sequences or 0)


class BoardScope(NamedTuple):
    """What a board shows: the published proposals of an organization, with these of their texts, on the day `today`."""

    organization: str
    texts: Collection[PublicText]
    today: date


async def page_of_board(
    connection: AsyncConnection, scope: BoardScope, query: BoardQuery, window: PageWindow
) -> tuple[list[PublicProposal], int]:
    """Returns one page, the newest proposal first, and the number of all."""
    table, wanted = proposals.c, conditions(scope.organization, query)
    counted = select(func.count()).select_from(proposals).where(*wanted)
    # Without words from the index of the board alone. The titles that a search compares are read once, for the page and its total.
    total = func.count().over() if query.q else counted.scalar_subquery()
    numbers = select(table.year, table.number, total.label("total")).where(*wanted)
    newest_first = numbers.order_by(table.year.desc(), table.number.desc())
    page = (await connection.execute(newest_first.limit(window.limit).offset(window.offset))).all()
    ids = [id_of(scope.organization, Subject.PROPOSAL, row.year, row.number) for row in page]
    rows = {row.id: row for row in await connection.execute(select(proposals).where(table.id.in_(ids)))}
    all_found = page[0].total if page else await connection.scalar(counted) or 0
    return await _views(connection, [rows[id] for id in ids], scope), all_found


async def one_published(connection: AsyncConnection, scope: BoardScope, id: str) -> PublicProposal | None:
    """Returns a published proposal of the board, if it is one."""
    rows = await connection.execute(select(proposals).where(published(scope.organization), proposals.c.id == id))
    return next(iter(await _views(connection, rows.all(), scope)), None)


async def every_published(
    database: Database, scope: BoardScope, query: BoardQuery
) -> AsyncIterator[list[PublicProposal]]:
    """Yields all published proposals that the query asks for in portions, the newest first, each portion read by itself."""
    table, last = proposals.c, (9999, 0)
    wanted = conditions(scope.organization, query)
    while True:
        later = tuple_(table.year, table.number) < last
        rows = select(proposals).where(*wanted, later).order_by(table.year.desc(), table.number.desc()).limit(_PORTION)
        async with database.reading() as connection:
            found = (await connection.execute(rows)).all()
            views = await _views(connection, found, scope)
        if not found:
            return
        last = found[-1].year, found[-1].number
        yield views


async def years_of(connection: AsyncConnection, organization: str) -> list[int]:
    """Returns the years of the published proposals, the newest first."""
    query = select(proposals.c.year).where(published(organization)).distinct().order_by(proposals.c.year.desc())
    return list((await connection.execute(query)).scalars())


async def _views(connection: AsyncConnection, rows: Iterable[BoardRow], scope: BoardScope) -> list[PublicProposal]:
    """Returns the published facts and texts of some hundreds of rows."""
    states = [(row, PROPOSALS.decode(row.state)) for row in rows]
    texts = await texts_of(connection, {row.id: state for row, state in states}, scope.texts)
    return [public_view(row, state, texts.get(row.id, NO_TEXTS), today=scope.today) for row, state in states]


def public_view(row: BoardRow, state: Proposal, texts: PublicTexts, *, today: date) -> PublicProposal:
    """Returns the published facts of a row, with its public texts."""
    status = ProposalState(row.status)
    outcome = Outcome(row.outcome) if row.outcome else None
    forms = _newest_forms(state)
    return PublicProposal(
        id=row.id,
        number=row.filing_number or f"{row.year}年第{row.number}号",
        year=row.year,
        title=row.title,
        proposer_type=state.type,
        theme=state.theme,
        units=_units(state),
        limit=row.limit_on,
        status=status,
        status_title=status.title_zh,
        overdue=is_overdue(row.status, row.limit_on, today),
        outcome=outcome,
        outcome_title=outcome.title_zh if outcome else None,
        answer_class=state.replies[-1].answer_class if outcome and state.replies else None,
        replied_on=row.replied_on,
        closed_on=row.closed_on,
        process=_answers([process for process, _ in forms]),
        result=_answers([result for _, result in forms]),
        published_on=row.published_on,
        content=texts.content,
        suggestions=list(texts.suggestions),
        replies=list(texts.replies),
    )


def _units(state: Proposal) -> list[str]:
    """Returns the units that handle it now, those that reply first."""
    handlers = [each for each in state.assignments if each.in_force]
    return [each.unit for each in sorted(handlers, key=lambda each: each.role is HandlingRole.CO)]


def _newest_forms(state: Proposal) -> list[tuple[Answer, Answer]]:
    """Returns process and result of the newest form of each signatory on the replies of the newest answered round."""
    ratings, rounds = state.ratings(), state.rating_rounds()
    newest = len(state.rounds_answered)
    judged = [
        rating for rating, round_ in zip(ratings, rounds or (newest,) * len(ratings), strict=True) if round_ == newest
    ]
    return list({rating.signatory: (rating.process, rating.result) for rating in judged}.values())


def _answers(answers: list[Answer]) -> list[AnswerCount]:
    counts = Counter(answers)
    return [AnswerCount(answer=each, title=each.title_zh, count=counts[each]) for each in Answer if counts[each]]
