"""The use case of every command on the own record of an organization: of consents, or of declared figures."""

from shared.committee.consents import usecases as consents
from shared.committee.consents.schemas import ConsentReceipt
from shared.committee.context import TransactionContext
from shared.committee.declarations import usecases as declarations
from shared.committee.declarations.schemas import DeclarationReceipt
from shared.domain.own_records.commands import ConsentCommand, OwnCommand
from shared.web.accounts import Account


async def execute_for(
    tx: TransactionContext, account: Account, address: str, command: OwnCommand
) -> ConsentReceipt | DeclarationReceipt:
    """Executes a command on the own record of an organization on behalf of an account, in the transaction of the request."""
    if isinstance(command, ConsentCommand):
        return await consents.execute_for(tx, account, address, command)
    return await declarations.execute_for(tx, account, address, command)
