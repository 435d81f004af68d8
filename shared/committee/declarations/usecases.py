"""The use cases of declared figures: load, permit, decide, save, publish the own record, in the transaction of the request."""

from dataclasses import replace

from shared.committee.context import TransactionContext
from shared.committee.declarations.schemas import DeclarationReceipt, views
from shared.committee.own_commands import next_pair, permitted_key, publish_command
from shared.committee.own_declarations import SourcedDeclaration, declarations_by, put_declaration
from shared.domain.lines import line_in
from shared.domain.own_records.commands import DeclarationCommand, DeclareFigure
from shared.domain.own_records.declarations import decide_declaration
from shared.measures.declared import check_declared
from shared.web.accounts import Account


async def execute_for(
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
