"""The use cases of consents: load, permit, decide, save, publish the own record. Each runs inside the transaction of its request."""

from dataclasses import replace
from datetime import date

from shared.committee.consents.schemas import ConsentReceipt, receipt
from shared.committee.context import TransactionContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.own_commands import next_pair, permitted_key, publish_command
from shared.committee.own_consents import consents_by, put_consents
from shared.domain.errors import ConflictError
from shared.domain.own_records.commands import Consent, ConsentCommand
from shared.domain.own_records.decisions import decide
from shared.web.accounts import Account


async def execute_for(
    tx: TransactionContext, account: Account, address: str, command: ConsentCommand
) -> ConsentReceipt:
    """Executes a command on the own record of an organization on behalf of an account; the record gets the next version.

    Raises `not-invited` without an invitation, and `no-own-key` before the service has issued its keys.
    """
    today = tx.context.today()
    day = command.on or today
    key = permitted_key(tx, account, address, command)
    conference = tx.tree.resolve(command.conference, day)
    if isinstance(command, Consent) and key not in tx.tree.admitted(conference, date.max):
        raise not_invited(key, conference, tx.tree)
    pair = await next_pair(tx, key)
    before = (await consents_by(tx.connection, [key]))[key].get(conference, ())
    charter = tx.context.charters.on(day, key)
    event, after = decide(before, replace(command, conference=conference), charter=charter, today=today)
    await put_consents(tx.connection, key, conference, after)
    await publish_command(tx, account, pair, event)
    return receipt(key, conference, after, pair.version)


def not_invited(key: str, conference: str, tree: OrganizationTree) -> ConflictError:
    """Returns the error of a consent without an invitation, or whose invitation this service has not read yet."""
    names = tree.newest_name(conference), tree.newest_name(key)
    return ConflictError("not-invited", f"{names[0]}没有邀请{names[1]}，或邀请尚未传到本系统，请稍后再试")
