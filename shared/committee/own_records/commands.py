"""Commands on the own record of an organization: the permission, and the publication of the record at its next version."""

from typing import NamedTuple, TypeVar

from shared.committee.context import TransactionContext
from shared.committee.encryption.key_pairs import KeyPair, move, pairs_of
from shared.committee.events.journal import journal_row, recorder, write_journal
from shared.committee.events.outbox_event import change_of
from shared.committee.own_records.record import next_version, own_facts, own_record_event
from shared.contracts.facts import OwnFacts
from shared.contracts.subjects import own_record_of
from shared.domain.errors import ConflictError
from shared.domain.event import DomainEvent
from shared.domain.own_records.commands import OwnCommand
from shared.messaging.outbox.table import append_to_outbox
from shared.web.accounts import Account
from shared.web.permissions import allow

C = TypeVar("C", bound=OwnCommand)


class CommittedOwnRecord(NamedTuple):
    """An own record that was committed; it is applied to the directory of this process."""

    key: str
    version: tuple[int, int]
    published: OwnFacts

    def facts(self) -> OwnFacts:
        """Returns the facts for the directory."""
        return self.published


def permitted_key(tx: TransactionContext, account: Account, address: str, command: OwnCommand) -> str:
    """Returns the organization at an address, which this service hosts and for which the account may give the command."""
    key = tx.tree.addressed(address, command.on or tx.context.today())
    allow(account, f"own_records.{command.name}", relation="own" if account.organization == key else "foreign")
    tx.context.require_hosted(key, tx.tree)
    return key


async def next_pair(tx: TransactionContext, key: str) -> KeyPair:
    """Returns the key pair of an organization at its next version, locked; raises `no-own-key` before the service has issued one."""
    pairs = await pairs_of(tx.connection, [key], for_update=True)
    if not pairs:
        raise ConflictError("no-own-key", "本单位的密钥尚未生成，请稍后再试")
    return await move(tx.connection, pairs[-1], await next_version(tx.connection, pairs[-1]))


async def publish_command(tx: TransactionContext, account: Account, pair: KeyPair, event: DomainEvent[C]) -> None:
    """Publishes the own record of a pair after a command has changed what it contains, and writes the journal."""
    by = recorder(account, f"own_records.{event.command.name}")
    [(_, facts)] = await own_facts(tx.connection, [pair])
    change = change_of(event, by.role)
    published = own_record_event(pair, facts, tx.context.now(), type=event.type, change=change)
    await append_to_outbox(tx.connection, [published])
    await write_journal(tx.connection, [journal_row(published, event, by)])
    tx.recorded.append(CommittedOwnRecord(own_record_of(pair.organization), pair.version, facts))
