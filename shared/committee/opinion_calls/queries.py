"""Queries of the calls for opinion reports: a page of the list, and one call, each with its reports."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.directory.names import committee_name
from shared.committee.directory.tree import OrganizationTree
from shared.committee.opinion_calls.answers import ReceivedReports, answered_above, organizations_called, received_for
from shared.committee.opinion_calls.repository import CALL_TABLE, OpinionCall, called_of, opinion_calls
from shared.committee.opinion_calls.schemas import CalledOrganizationView, OpinionCallView
from shared.storage.attributes import from_attributes
from shared.web.paging import ListPage, PageWindow


async def list_calls(
    connection: AsyncConnection,
    organization: str,
    today: date,
    tree: OrganizationTree,
    window: PageWindow,
    *,
    open: bool | None = None,
) -> ListPage[OpinionCallView]:
    """Returns a page of the calls of an organization, the newest first. `open`: only those that reports may name, or only the others."""
    table = opinion_calls.c
    wanted = [table.organization == organization]
    if open is not None:
        wanted.append(table.ended_on.is_(None) if open else table.ended_on.is_not(None))
    order = (table.year.desc(), table.number.desc())
    found, total = await CALL_TABLE.page(connection, wanted, window, order=order)
    return window.of(await _views(connection, found, today, tree), total)


async def read_call(
    connection: AsyncConnection, call: OpinionCall, today: date, tree: OrganizationTree
) -> OpinionCallView:
    """Returns the view of a stored call."""
    (shown,) = await _views(connection, [call], today, tree)
    return shown


async def _views(
    connection: AsyncConnection, calls: Sequence[OpinionCall], today: date, tree: OrganizationTree
) -> list[OpinionCallView]:
    ids = [each.id for each in calls]
    called, received = await called_of(connection, ids), await received_for(connection, ids)
    organizations, above = await organizations_called(connection, ids), await answered_above(connection, ids)
    none = ReceivedReports(0, 0)
    return [
        from_attributes(
            OpinionCallView,
            each,
            overdue=each.open and each.deadline < today,
            members=called.get(each.id, []),
            organizations=[
                CalledOrganizationView(key=key, name=committee_name(key, tree, today), reports=reports)
                for key, reports in organizations[each.id].items()
            ],
            answered=sum(1 for reports in organizations[each.id].values() if reports),
            caller_name="" if each.caller is None else committee_name(each.caller, tree, today),
            answered_above=each.id in above,
            reports=received.get(each.id, none).reports,
            late=received.get(each.id, none).late,
        )
        for each in calls
    ]
