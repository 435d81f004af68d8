"""On PostgreSQL a search is planned for its words, however often it is repeated."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matters.listing import MatterFilter, listed, query_model
from shared.committee.matters.search_plan import FREQUENT, SearchPlan, WordPlan
from shared.storage.database import Database
from shared.web.paging import PageWindow
from tests.benchmarks.list_rows import NOW, OWNER, fill
from tests.support.postgres import Postgres

pytestmark = pytest.mark.full

_EXECUTIONS = 7
"""More than the five that PostgreSQL plans for their values in any case."""

_PLANS = text(
    "SELECT custom_plans, generic_plans FROM pg_prepared_statements WHERE statement LIKE 'SELECT proposals.id %'"
)
"""Of the statements that find the ids, of the connection that the pool has."""


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    """Yields a database on PostgreSQL with proposals."""
    with Postgres() as server:
        opened = Database(await server.database("lists"))
        await fill(opened, 250)
        yield opened
        await opened.close()


async def test_a_repeated_search_is_planned_for_its_words(database: Database) -> None:
    query = query_model(PROPOSALS).model_validate({"q": "河"})
    wanted = MatterFilter(kind=PROPOSALS, organization=OWNER, today=NOW.date(), query=query)
    for matters in (1, FREQUENT):
        plan = SearchPlan(words={"河": WordPlan("河", matters)})
        for _ in range(_EXECUTIONS):
            async with database.reading() as connection:
                await listed(connection, replace(wanted, plan=plan), PageWindow(page=1, size=20))
    async with database.reading() as connection:
        plans = (await connection.execute(_PLANS)).all()
    assert [tuple(each) for each in plans] == [(_EXECUTIONS, 0), (_EXECUTIONS, 0)]
