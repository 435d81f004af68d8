"""The use case of every command on the own record of an organization: of consents, or of declared figures."""

from dataclasses import replace
from datetime import date

from shared.committee.context import TransactionContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.own_records.commands import next_pair, permitted_key, publish_command
from shared.committee.own_records.consents import consents_by, put_consents
from shared.committee.own_records.declarations import SourcedDeclaration, declarations_by, put_declaration
from shared.committee.own_records.schemas import ConsentReceipt, DeclarationReceipt, receipt, views
from shared.domain.errors import ConflictError
from shared.domain.lines import line_in
from shared.domain.own_records.commands import Consent, ConsentCommand, DeclarationCommand, DeclareFigure, OwnCommand
from shared.domain.own_records.decisions import decide
from shared.domain.own_records.declarations import decide_declaration
from shared.measures.declared import check_declared
from shared.web.accounts import Account


async def execute_for(
    tx: TransactionContext, account: Account, address: str, command: OwnCommand
) -> ConsentReceipt | DeclarationReceipt:
    """Executes a command on the own record of an organization on behalf of an account, in the transaction of the request."""
    if isinstance(command, ConsentCommand):
        return await execute_consent(tx, account, address, command)
    return await execute_declaration(tx, account, address, command)


async def execute_consent(
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


async def execute_declaration(
    tx: TransactionContext, account: Account, address: str, command: DeclarationCommand
) -> DeclarationReceipt:
    """Executes a command on the declared figures of an organization on behalf of an account; its own record gets the next version.

    Raises `no-own-key` before the service has issued its keys.
    """
    key, today = permitted_key(tx, account, address, command), tx.context.today()
    if isinstance(command, DeclareFigure):
        check_declared(command.measure, command.numerator, command.denominator)
        command = replace(command, source=line_in("source", command.source))
    pair = await next_pair(tx, key)
    before = tuple(each.figure for each in (await declarations_by(tx.connection, [key]))[key])
    charter = tx.context.charters.on(command.on or today, key)
    event, figure = decide_declaration(before, command, charter=charter, today=today)
    sourced = SourcedDeclaration(figure, command.source) if figure and isinstance(command, DeclareFigure) else None
    await put_declaration(tx.connection, key, command.year, command.measure, sourced)
    await publish_command(tx, account, pair, event)
    after = (await declarations_by(tx.connection, [key]))[key]
    return DeclarationReceipt(
        organization=key, declarations=views(after), epoch=pair.version[0], sequence=pair.version[1]
    )
