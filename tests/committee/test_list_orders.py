"""The orders of lists: each is read by an index of its own, and statistics lead SQLite to few matters of many."""

from pathlib import Path

from sqlalchemy import text

from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matters.ordering import sortable
from shared.storage.database import Database
from tests.storage.tables import all_tables


def test_each_order_of_the_proposals_has_an_index() -> None:
    indexed = {tuple(column.name for column in index.columns) for index in PROPOSALS.table.indexes}
    for name, column in sortable(PROPOSALS).items():
        assert column is None or ("organization", column.name, "year", "number") in indexed, name


async def test_the_statistics_of_sqlite_are_updated_from_samples(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'service.db'}")
    async with database.transaction() as connection:
        await connection.run_sync(all_tables()["service"].create_all)
        await connection.exec_driver_sql("INSERT INTO matter_units VALUES ('522625-p-2026-1', '县教育局', 'handler')")
    await database.update_statistics()
    async with database.reading() as connection:
        known = await connection.scalar(text("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'matter_units'"))
    assert known
    await database.close()
