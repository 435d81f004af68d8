"""Which rows of a service database belong to a county: a rule for each table (decision 0116).

Every subject, and every key of an organization in a county, begins with the key of the county.
"""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, and_, func, or_, select, true

from shared.committee.encryption.trusted_keys import trusted_keys
from shared.contracts.writers import COUNTY_DIGITS
from shared.storage.database import service_tables


class RowReference(NamedTuple):
    """A reference of a row to a row that moves: `column` has the value of `target` of `table`."""

    column: str
    table: str
    target: str


BY_COLUMN = {
    "accounts": "organization",
    "attachments": "matter",
    "comment_requests": "organization",
    "consultations": "organization",
    "derived": "origin",
    "disputed_subjects": "organization",
    "exclusive_keys": "organization",
    "filing_numbers": "organization",
    "imported_proposals": "organization",
    "issue_numbers": "organization",
    "journal": "matter",
    "matter_invitations": "matter",
    "matter_members": "matter",
    "matter_references": "matter",
    "matter_texts": "matter",
    "matter_units": "matter",
    "members": "organization",
    "notifications": "organization",
    "numbers": "organization",
    "opinion_calls": "organization",
    "opinions": "organization",
    "organizations": "key",
    "origin_notices": "matter",
    "outbox": "matter",
    "own_acceptances": "organization",
    "own_cadence": "organization",
    "own_consents": "organization",
    "own_declarations": "organization",
    "own_records": "organization",
    "plans": "organization",
    "platforms": "organization",
    "plenary_sessions": "organization",
    "proposal_imports": "organization",
    "proposals": "organization",
    "readings": "matter",
    "received_files": "matter",
    "reminders": "organization",
    "search_grams": "organization",
    "search_keys": "matter",
    "sent_files": "message",
    "text_keys": "organization",
    "topic_suggestions": "organization",
    "transfers": "organization",
    "trusted_keys": "keeper",
    "unit_names": "organization",
    "units": "organization",
    "visits": "organization",
}
"""The column of each of these tables that begins with the key of the county."""

_OF_ACCOUNT = RowReference("account", "accounts", "name")

BY_LINKS = {
    "autosaves": [_OF_ACCOUNT],
    "batch_results": [_OF_ACCOUNT],
    "calendar_feeds": [_OF_ACCOUNT],
    "called_members": [RowReference("opinion_call", "opinion_calls", "id")],
    "called_organizations": [RowReference("opinion_call", "opinion_calls", "id")],
    "deliveries": [_OF_ACCOUNT],
    "delivery_choices": [_OF_ACCOUNT],
    "delivery_items": [_OF_ACCOUNT, RowReference("notification", "notifications", "id")],
    "file_chunks": [RowReference("hash", "file_contents", "hash")],
    "idempotency_keys": [RowReference("actor", "accounts", "name")],
    "machine_tokens": [_OF_ACCOUNT],
    "notification_reads": [_OF_ACCOUNT, RowReference("notification", "notifications", "id")],
    "organization_codes": [RowReference("key", "organizations", "key")],
    "password_history": [_OF_ACCOUNT],
    "proposal_import_rows": [RowReference("import_id", "proposal_imports", "id")],
    "received_chunks": [RowReference("message", "received_files", "message")],
    "saved_filters": [_OF_ACCOUNT],
    "second_factors": [_OF_ACCOUNT],
}
"""The references of the rows of each of these tables, all to rows that move."""

CONTENTS = ("file_contents", "file_chunks")
"""The tables of contents of files, which organizations share; the service removes later those that nobody uses any more."""
_FILES = [RowReference("hash", "attachments", "hash"), RowReference("hash", "sent_files", "hash")]

COPIED = {"calendar_years": true(), "trusted_keys": trusted_keys.c.keeper == ""}
"""Rows that both services have afterwards: the working calendar, and the pinned keys."""

ENDING = {
    "login_challenges": [_OF_ACCOUNT],
    "pending_forms": [_OF_ACCOUNT],
    "recovery_codes": [_OF_ACCOUNT],
    "sessions": [_OF_ACCOUNT],
}
"""Rows of accounts that are deleted and do not move: logins, at another address, and hashes with the secret of the former service."""

STAYING = {
    "audit_chain": "the audit log is a chain of the former service, which keeps it",
    "audit_log": "as the chain",
    "identity": "the epoch becomes that of the former service",
    "inbox_positions": "the service of the county reads every topic from its beginning",
    "leases": "of processes",
    "login_attempts": "hashes with the secret of the former service",
}
"""The tables of which nothing moves, and why."""


def moving(table: Table, county: str) -> ColumnElement[bool]:
    """Returns the condition of the rows of a table that belong to the county."""
    if table.name == CONTENTS[0]:
        return or_(*(_refers(table, link, county) for link in _FILES))
    if links := BY_LINKS.get(table.name) or ENDING.get(table.name):
        return and_(*(_refers(table, link, county) for link in links))
    return func.substr(table.c[BY_COLUMN[table.name]], 1, COUNTY_DIGITS) == county


def _refers(table: Table, link: RowReference, county: str) -> ColumnElement[bool]:
    target = service_tables.tables[link.table]
    return table.c[link.column].in_(select(target.c[link.target]).where(moving(target, county)))


def moving_tables() -> Collection[Table]:
    """Returns the tables of which rows move, each after those that it refers to."""
    return [each for each in service_tables.sorted_tables if each.name in {*BY_COLUMN, *BY_LINKS, *CONTENTS}]


def deleted_tables() -> Collection[Table]:
    """Returns the tables of which rows are deleted in the former service, each before those that it refers to."""
    names = {*BY_COLUMN, *BY_LINKS, *ENDING}.difference(CONTENTS)
    tables = [each for each in reversed(service_tables.sorted_tables) if each.name in names]
    return sorted(tables, key=lambda each: each.name in BY_COLUMN)
