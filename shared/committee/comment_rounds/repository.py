"""The repository of the requests for comments 征求意见 that units and organizations of this service have received."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Column, ColumnElement, Date, Index, Integer, String, Table, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import matter_texts
from shared.committee.matter_texts import listed, newest
from shared.committee.registers.register import EntryTable, RegisterEntry
from shared.contracts.subjects import LONGEST_ID
from shared.domain.comparison import name_key
from shared.domain.lines import LONGEST_LINE
from shared.storage.columns import required
from shared.storage.database import service_tables

DRAFT, COMMENT, ADDRESSEE = "draft", "comment", "addressee"
"""The names of the texts of a request, in the table of the texts of matters."""

_LONGEST_TITLE, _LONGEST_DOCUMENT = 400, 32

comment_requests = Table(
    "comment_requests",
    service_tables,
    Column("id", String(LONGEST_ID), primary_key=True),
    *required(
        organization=String(32),
        unit=String(LONGEST_LINE),
        name=String(_LONGEST_TITLE),
        document=String(_LONGEST_DOCUMENT),
        year=Integer,
        number=Integer,
        matter=String(LONGEST_ID),
        asked_on=Date,
        deadline=Date,
        round_entry=Integer,
        suggestion=Integer,
    ),
    Column("withdrawn_on", Date),
    Column("commented_on", Date),
    *required(epoch=Integer, sequence=Integer),
    Column("round_epoch", Integer),
    Column("round_sequence", Integer),
    Index("ix_comment_requests_list", "organization", "unit", "deadline"),
    Index("ix_comment_requests_matter", "matter", "organization", "unit", "suggestion", unique=True),
)
"""The received requests for comments. `matter`: the activity whose outcome is commented on; `name`: its title; `document`: what it is.

`unit`: the comparison key of the unit that is asked, empty for the organization itself, which the one above asks; then `round_epoch` and
`round_sequence` are the newest version of its comment round. `withdrawn_on`: since when no comment is needed; `commented_on`: the day on
which the comment was recorded here. `round_entry`: the sequence of the step of the activity that began the round. The texts are among those
of matters, under `id`; the draft of a round for a unit under `matter`, with the step. `suggestion`: the number of the suggestion that the
unit is asked to answer, 0 for a comment; then `round_entry` is the step that referred it.
"""


@dataclass(frozen=True)
class CommentRequest(RegisterEntry):
    """A received request for comments."""

    unit: str
    document: str
    year: int
    number: int
    matter: str
    asked_on: date
    deadline: date
    round_entry: int
    suggestion: int = 0
    withdrawn_on: date | None = None
    commented_on: date | None = None
    round_epoch: int | None = None
    round_sequence: int | None = None

    @property
    def open(self) -> bool:
        """Returns whether the comment is missing."""
        return self.commented_on is None and self.withdrawn_on is None

    def takes_answer(self, today: date) -> bool:
        """Returns whether the deadline permits an answer: that to a suggestion may be late."""
        return bool(self.suggestion) or today <= self.deadline


REQUEST_TABLE = EntryTable(comment_requests, CommentRequest, ("unknown-comment-request", "没有征求意见的来函"))

WAITING = and_(comment_requests.c.commented_on.is_(None), comment_requests.c.withdrawn_on.is_(None))
"""The condition of the requests whose comment is missing."""


async def add(connection: AsyncConnection, request: CommentRequest) -> None:
    """Inserts a request."""
    await connection.execute(comment_requests.insert(), vars(request))


async def save(connection: AsyncConnection, request: CommentRequest) -> None:
    """Replaces the row of a request that the transaction has read for update."""
    table = comment_requests
    await connection.execute(update(table).where(table.c.id == request.id).values(**vars(request)))


async def requests_where(
    connection: AsyncConnection, *conditions: ColumnElement[bool], for_update: bool = False
) -> list[CommentRequest]:
    """Returns the requests with these conditions, the one that is due first at the beginning."""
    table = comment_requests.c
    query = select(*REQUEST_TABLE.columns).where(*conditions).order_by(table.deadline, table.id)
    rows = await connection.execute(query.with_for_update() if for_update else query)
    return [CommentRequest(*row) for row in rows]


async def requests_to_units(connection: AsyncConnection, matter: str, *, suggestion: int = 0) -> list[CommentRequest]:
    """Returns the requests to units for comments on an activity of this service, or for the answer to a suggestion, locked."""
    table = comment_requests.c
    about = (table.matter == matter, table.unit != "", table.suggestion == suggestion)
    return await requests_where(connection, *about, for_update=True)


async def received_request(connection: AsyncConnection, organization: str, matter: str) -> CommentRequest | None:
    """Returns the request to an organization about an activity of another one, locked; None when it has none."""
    table = comment_requests.c
    conditions = (table.organization == organization, table.matter == matter, table.unit == "")
    found = await requests_where(connection, *conditions, for_update=True)
    return found[0] if found else None


class RequestTexts(NamedTuple):
    """The texts of a request, empty without one. `addressee`: the name under which the round asks a unit."""

    draft: str
    comment: str
    addressee: str = ""


async def texts_of(connection: AsyncConnection, request: CommentRequest) -> RequestTexts:
    """Returns the texts of a request; the draft is that of the round that asked."""
    own = await matter_texts.of(connection, request.id)
    comment = newest(own, COMMENT)
    if not request.unit or request.suggestion:
        return RequestTexts(newest(own, DRAFT), comment, newest(own, ADDRESSEE))
    asked = (await matter_texts.of(connection, request.matter)).get(request.round_entry, {})
    names = [each for each in listed(asked, "addressees") if name_key(each) == request.unit]
    return RequestTexts(asked.get(DRAFT, ""), comment, next(iter(names), request.unit))
