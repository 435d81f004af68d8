"""The tables of the imports of proposals: the jobs, the rows that wait, and the content that was imported."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from shared.storage.columns import keys, required
from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME

proposal_imports = Table(
    "proposal_imports",
    service_tables,
    Column("id", String(32), primary_key=True),
    Column("organization", String(32), nullable=False, index=True),
    *required(
        account=String(LONGEST_NAME),
        account_role=String(32),
        submits=Integer,
        total=Integer,
        entered=Integer,
        unchanged=Integer,
        failed=Integer,
        problems=Text,
        created_at=Timestamp,
    ),
    Column("finished_at", Timestamp, index=True),
)
"""The imports of proposals. `total`: rows of the file; `entered`, `unchanged`, `failed`: those that are done; `problems`: the first
refusals as JSON; `submits`: whether the proposals are submitted, or stay drafts."""

proposal_import_rows = Table(
    "proposal_import_rows",
    service_tables,
    Column("import_id", ForeignKey("proposal_imports.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    *required(key=String(64), proposal=Text),
)
"""The rows that are not done yet, by their number in the file; deleted in the transaction that imports them."""

imported_proposals = Table(
    "imported_proposals",
    service_tables,
    *keys(organization=String(32), key=String(64)),
)
"""The digests of the content of imported proposals: a row is imported once for each committee."""
