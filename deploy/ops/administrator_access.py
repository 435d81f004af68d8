"""Access for an administrator of a service whom no other administrator can help."""

from datetime import UTC, datetime
from secrets import token_urlsafe

from deploy.ops.command_log import append_command
from deploy.ops.refusals import CommandRefusedError
from shared.contracts.vocabulary import ADMINISTRATORS
from shared.domain.errors import NotFoundError
from shared.storage.database import Database
from shared.web.accounts import find_account
from shared.web.audit_log.chain import OPERATOR
from shared.web.login.limits import unlock
from shared.web.login.password_history import reset_password
from shared.web.login.passwords import hash_password
from shared.web.login.second_factors import delete_second_factor

_RANDOM_BYTES = 12


async def reset_access(database: Database, name: str, *, second_factor: bool, secret: bytes | None) -> str:
    """Returns a new first password of an administrator; ends its sessions, tokens and waits. `second_factor`: removes that, too.

    `secret`: that of the service; without it the login still has to wait after failed attempts.

    Raises `CommandRefusedError` for other accounts, which an administrator resets.
    """
    password, now = token_urlsafe(_RANDOM_BYTES), datetime.now(UTC)
    password_hash = await hash_password(password)
    async with database.transaction() as connection:
        try:
            account = await find_account(connection, name, for_update=True)
        except NotFoundError as error:
            raise CommandRefusedError(error.detail) from error
        if not account.roles & ADMINISTRATORS:
            raise CommandRefusedError(f"{name} 不是管理员账号，请由系统管理员在“账号”页重设")
        await reset_password(connection, name, new_hash=password_hash, by=OPERATOR, now=now)
        if secret is not None:
            await unlock(connection, secret, name)
        if second_factor:
            await delete_second_factor(connection, name)
        await append_command(connection, f"reset-access {name}{' --second-factor' if second_factor else ''}")
    return password
