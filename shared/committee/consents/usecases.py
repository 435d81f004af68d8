"""The use cases of consents: load, permit, decide, save, publish the own record. Each runs inside the transaction of its request."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from shared.committee.consents.schemas import ConsentReceipt, receipt
from shared.committee.context import TransactionContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.encryption.key_pairs import move, pairs_of
from shared.committee.events.journal import journal_row, recorder, write_journal
from shared.committee.events.outbox_event import change_of
from shared.committee.own_consents import consents_by, put_consents
from shared.committee.own_record import next_version, own_facts, own_record_event
from shared.contracts.facts import OwnFacts
from shared.contracts.subjects import own_record_of
from shared.domain.errors import ConflictError
from shared.domain.own_records.commands import Consent, OwnCommand
from shared.domain.own_records.decisions import decide
from shared.messaging.outbox.table import append_to_outbox
from shared.web.accounts import Account
from shared.web.permissions import allow


class CommittedOwnRecord(NamedTuple):
    """An own record that was committed; it is applied to the directory of this process."""

    key: str
    version: tuple[int, int]
    published: OwnFacts

    def facts(self) -> OwnFacts:
        """Returns the facts for the directory."""
        return self.published


async def execute_for(tx: TransactionContext, account: Account, address: str, command: OwnCommand) -> ConsentReceipt:
    """Executes a command on the own record of an organization on behalf of an account; the record gets the next version.

    Raises `not-invited` without an invitation, and `no-own-key` before the service has issued its keys.
    """
    context, today = tx.context, tx.context.today()
    day = command.on or today
    key = tx.tree.addressed(address, day)
    allow(account, f"own_records.{command.name}", relation="own" if account.organization == key else "foreign")
    context.require_hosted(key, tx.tree)
    conference = tx.tree.resolve(command.conference, day)
    if isinstance(command, Consent) and key not in tx.tree.admitted(conference, date.max):
        raise not_invited(key, conference, tx.tree)
    pairs = await pairs_of(tx.connection, [key], for_update=True)
    if not pairs:
        raise ConflictError("no-own-key", "本单位的密钥尚未生成，请稍后再试")
    pair = await move(tx.connection, pairs[-1], await next_version(tx.connection, pairs[-1]))
    before = (await consents_by(tx.connection, [key]))[key].get(conference, ())
    charter = context.charters.on(day, key)
    event, after = decide(before, replace(command, conference=conference), charter=charter, today=today)
    await put_consents(tx.connection, key, conference, after)
    by = recorder(account, f"own_records.{command.name}")
    [(_, facts)] = await own_facts(tx.connection, [pair])
    published = own_record_event(pair, facts, context.now(), type=event.type, change=change_of(event, by.role))
    await append_to_outbox(tx.connection, [published])
    await write_journal(tx.connection, [journal_row(published, event, by)])
    tx.recorded.append(CommittedOwnRecord(own_record_of(key), pair.version, facts))
    return receipt(key, conference, after, pair.version)


def not_invited(key: str, conference: str, tree: OrganizationTree) -> ConflictError:
    """Returns the error of a consent without an invitation, or whose invitation this service has not read yet."""
    names = tree.newest_name(conference), tree.newest_name(key)
    return ConflictError("not-invited", f"{names[0]}没有邀请{names[1]}，或邀请尚未传到本系统，请稍后再试")
