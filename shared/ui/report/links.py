"""The links between a report and its breakdowns."""

from datetime import date
from urllib.parse import urlencode

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.reports.area_groups import has_area_groups
from shared.committee.reports.queries import ReportQuery
from shared.contracts.proposal_vocabulary import Breakdown
from shared.measures.areas import AreaDivision
from shared.measures.quarters import PeriodDivision
from shared.web.accounts import Account


async def breakdown_links(
    context: ServiceContext, account: Account, key: str, query: ReportQuery, tree: OrganizationTree
) -> list[tuple[str, str, bool]]:
    """Returns title, query string and whether it is the shown one, of the report of `key` and of each of its breakdowns."""
    areas = AreaDivision if await has_area_groups(context, account, key, tree) else ()
    parts = ((None, "全部指标"), *((each, f"按{each.title_zh}") for each in (*PeriodDivision, *Breakdown, *areas)))
    today = context.today()
    return [
        (title, query_string(query.model_copy(update={"part": part}), today), part is query.part)
        for part, title in parts
    ]


def query_string(query: ReportQuery, today: date) -> str:
    """Returns the query string for links to other reports; empty for the defaults. It omits today, so that links stay current."""
    values = query.model_dump(mode="json", exclude_defaults=True, exclude={"as_of"} if query.as_of == today else set())
    return f"?{urlencode(values)}" if values else ""
