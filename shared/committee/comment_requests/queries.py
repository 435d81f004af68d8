"""Queries of the requests for comments: those that an account may see, and one with its texts."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.comment_requests.schemas import CommentRequestSummary, CommentRequestView
from shared.committee.comment_rounds.repository import (
    REQUEST_TABLE,
    WAITING,
    CommentRequest,
    comment_requests,
    requests_where,
    texts_of,
)
from shared.committee.context import ServiceContext
from shared.committee.directory.names import committee_name
from shared.committee.directory.tree import OrganizationTree
from shared.committee.registers.access import COMMENT_REQUESTS
from shared.committee.relations import relation
from shared.contracts.subjects import organization_of
from shared.storage.attributes import from_attributes
from shared.web.accounts import Account
from shared.web.paging import ListPage, PageWindow
from shared.web.permissions import allow, may

MISSED_DAYS = 31
"""The days after its deadline in which a request without a comment is reminded of and in the calendar of limits."""


def asked_of(request: CommentRequest) -> str:
    """Returns what a request asks for, for users."""
    return f"答复{request.document}" if request.suggestion else "反馈意见"


def visible_requests(account: Account) -> ColumnElement[bool]:
    """Returns the condition of the requests to the unit of an account, or, without a unit, to its organization itself."""
    table = comment_requests.c
    return (table.organization == account.organization) & table.unit.in_(
        sorted(account.unit_keys) if account.unit else [""]
    )


async def waiting_requests(connection: AsyncConnection, account: Account, today: date) -> list[CommentRequest]:
    """Returns the requests that the account may answer: for a comment until the deadline, the one that is due first at the beginning."""
    return [each for each in await missing_comments(connection, today, of=account) if each.takes_answer(today)]


async def missing_comments(
    connection: AsyncConnection, today: date, *, of: Account | None = None
) -> list[CommentRequest]:
    """Returns the requests that are not answered: all, or those that the account answers.

    For a comment, which is not given after the deadline, those whose deadline is at most `MISSED_DAYS` ago.
    """
    table = comment_requests.c
    recent = or_(table.suggestion != 0, table.deadline >= today - timedelta(days=MISSED_DAYS))
    if of is None:
        return await requests_where(connection, WAITING, recent)
    if not may(of, COMMENT_REQUESTS.manage, relation="own", units=[of.unit] if of.unit else []):
        return []
    return await requests_where(connection, visible_requests(of), WAITING, recent)


def comment_requests_of(account: Account, address: str | None, *, tree: OrganizationTree, today: date) -> str:
    """Returns the key of the organization of the account; `address`: that whose requests are meant, `ForbiddenError` for another one."""
    units, own = [account.unit] if account.unit else [], account.organization
    key = own if address is None else tree.resolve(address, today)
    allow(account, COMMENT_REQUESTS.read, relation="own" if key is not None and key == own else "foreign", units=units)
    return key or ""


async def list_requests(
    connection: AsyncConnection,
    account: Account,
    window: PageWindow,
    *,
    tree: OrganizationTree,
    today: date,
    address: str | None = None,
) -> ListPage[CommentRequestSummary]:
    """Returns a page of the requests to the unit of an account or to its organization, the newest first.

    `address`: of the organization whose requests are meant, by default the account's own; raises `ForbiddenError` for another one.
    """
    comment_requests_of(account, address, tree=tree, today=today)
    table, wanted = comment_requests.c, visible_requests(account)
    order = (table.asked_on.desc(), table.id.desc())
    found, total = await REQUEST_TABLE.page(connection, [wanted], window, order=order)
    return window.of([_summary(each, tree, today) for each in found], total)


async def find_request(
    connection: AsyncConnection,
    account: Account,
    id: str,
    permission: str,
    *,
    context: ServiceContext,
    tree: OrganizationTree,
) -> CommentRequest:
    """Returns a request; raises the error of a missing one for another organization, and `ForbiddenError` without the permission."""
    found = await REQUEST_TABLE.find(connection, id)
    account_relation = relation(account, found.organization, tree=tree, day=context.today())
    if account_relation != "own":
        raise REQUEST_TABLE.missing(id)
    allow(account, permission, relation=account_relation, units=[found.unit])
    return found


async def read_request(context: ServiceContext, account: Account, id: str) -> tuple[CommentRequest, CommentRequestView]:
    """Returns a request with its view; raises as above."""
    tree = await context.directory.tree()
    async with context.service.reading() as connection:
        found = await find_request(connection, account, id, COMMENT_REQUESTS.read, context=context, tree=tree)
        return found, await view_of(connection, account, found, tree, context.today())


async def view_of(
    connection: AsyncConnection, account: Account, request: CommentRequest, tree: OrganizationTree, today: date
) -> CommentRequestView:
    """Returns the view of a stored request."""
    texts = await texts_of(connection, request)
    may_submit = may(account, COMMENT_REQUESTS.manage, relation="own", units=[request.unit])
    return CommentRequestView(
        **vars(_summary(request, tree, today)),
        addressee=texts.addressee or committee_name(request.organization, tree, today),
        draft=texts.draft,
        comment=texts.comment,
        may_comment=may_submit and request.open and request.takes_answer(today),
    )


def _summary(request: CommentRequest, tree: OrganizationTree, today: date) -> CommentRequestSummary:
    return from_attributes(
        CommentRequestSummary,
        request,
        asked_by=committee_name(organization_of(request.matter), tree, today),
        overdue=request.open and request.deadline < today,
    )
