"""Second factors: codes of an authenticator app (TOTP, RFC 6238), and recovery codes in their place; each code counts once."""

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime
from unicodedata import normalize

import pyotp
from nacl.exceptions import CryptoError
from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, String, Table, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain.errors import ConflictError, UnauthenticatedError, invalid
from shared.storage.database import Database, service_tables
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME, Account, change_account, find_account
from shared.web.login.sessions import Verified
from shared.web.service_secret import keyed_hash, secret_box

REQUIRED, WRONG = "second-factor-required", "wrong-code"
"""The codes of the errors of a login without a code, and with a wrong one."""

LONGEST_CODE = 40
STEP_SECONDS = 30
RECOVERY_CODES = 10
_DIGITS = 6
_WRONG = "验证码不正确，或已经用过。请核对手机的时间（相差不能超过半分钟），等下一个验证码再试"
_ALPHABET = "abcdefghjkmnpqrstuvwxyz234567892"
PURPOSE, _CODE = b"second factors", b"recovery codes"
"""The purposes of the keys of secrets and of recovery codes."""

second_factors = Table(
    "second_factors",
    service_tables,
    Column("account", String(LONGEST_NAME), ForeignKey("accounts.name"), primary_key=True),
    Column("secret", LargeBinary, nullable=False),
    Column("last_step", BigInteger, nullable=False),
)
"""The encrypted secret that an account shares with its app, and the step of time whose code it used last.

It is in force once a code has confirmed it (`accounts.second_factor`).
"""

recovery_codes = Table(
    "recovery_codes",
    service_tables,
    Column("account", String(LONGEST_NAME), ForeignKey("accounts.name"), primary_key=True),
    Column("code_hash", LargeBinary, primary_key=True),
    Column("used_at", Timestamp),
)


class SecondFactorRequiredError(UnauthenticatedError):
    """The password is right, and a code is still to be given; it counts as no failed login."""

    verified: Verified | None = None

    def __init__(self) -> None:
        super().__init__(REQUIRED, "请再填写手机上的动态验证码，或一个恢复码")


class SecondFactors:
    """The second factors of a service. `secret`: that of the service."""

    def __init__(self, database: Database, secret: bytes, now: Callable[[], datetime]) -> None:
        self._database, self._secret, self._now = database, secret, now
        self._box = secret_box(secret, PURPOSE)

    async def begin(self, connection: AsyncConnection, account: Account) -> str:
        """Stores and returns a new secret, which a code has to confirm; raises `ConflictError` when a second factor is in force."""
        if (await find_account(connection, account.name)).second_factor:
            raise ConflictError("second-factor-exists", "双重验证已经开通；要换手机，请先关闭再重新开通")
        shared = pyotp.random_base32()
        await delete_second_factor(connection, account.name)
        row = {"account": account.name, "secret": bytes(self._box.encrypt(shared.encode())), "last_step": 0}
        await connection.execute(insert(second_factors).values(**row))
        return shared

    async def unconfirmed(self, connection: AsyncConnection, account: Account) -> str | None:
        """Returns the secret that a code has to confirm; None when there is none."""
        return None if account.second_factor else await self._shared(connection, account.name)

    async def confirm(self, connection: AsyncConnection, account: Account, code: str) -> tuple[str, ...]:
        """Puts the second factor in force and returns its recovery codes; raises `InvalidError` for a wrong code."""
        if await self.unconfirmed(connection, account) is None:
            raise ConflictError("second-factor-not-begun", "请先开始开通双重验证")
        if not await self._use(connection, account.name, code):
            raise invalid("code", None, _WRONG)
        await change_account(connection, account.name, second_factor=True)
        return await self.make_codes(connection, account.name)

    async def make_codes(self, connection: AsyncConnection, account: str) -> tuple[str, ...]:
        """Stores the hashes of new recovery codes in place of the old ones, and returns the codes."""
        codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
        await connection.execute(delete(recovery_codes).where(recovery_codes.c.account == account))
        rows = [{"account": account, "code_hash": self._hash(account, _plain(code))} for code in codes]
        await connection.execute(insert(recovery_codes), rows)
        return codes

    async def check(self, account: Account, code: str) -> None:
        """Uses up a code of an account with a second factor.

        Raises `SecondFactorRequiredError` without a code, `UnauthenticatedError` `wrong-code` for one that is wrong or was used before.
        """
        if not account.second_factor:
            return
        if not code.strip():
            raise SecondFactorRequiredError
        async with self._database.transaction() as connection:
            is_right = await self._use(connection, account.name, code)
        if not is_right:
            raise UnauthenticatedError(WRONG, _WRONG)

    async def codes_left(self, connection: AsyncConnection, account: str) -> int:
        """Returns the number of recovery codes that were not used."""
        unused = (recovery_codes.c.account == account) & recovery_codes.c.used_at.is_(None)
        return await connection.scalar(select(func.count()).select_from(recovery_codes).where(unused)) or 0

    async def _use(self, connection: AsyncConnection, account: str, code: str) -> bool:
        """Returns whether a code is right and was not used before, and marks it as used; of parallel uses, one succeeds."""
        plain = _plain(code)
        if len(plain) == _DIGITS and plain.isascii() and plain.isdigit():
            step = await self._step(connection, account, plain)
            newer = (second_factors.c.account == account) & (second_factors.c.last_step < step)
            used = update(second_factors).where(newer).values(last_step=step)
        else:
            same = recovery_codes.c.code_hash == self._hash(account, plain)
            unused = (recovery_codes.c.account == account) & recovery_codes.c.used_at.is_(None)
            used = update(recovery_codes).where(unused, same).values(used_at=self._now())
        return (await connection.execute(used)).rowcount == 1

    async def _step(self, connection: AsyncConnection, account: str, code: str) -> int:
        """Returns the step of time of a code, the present one or one beside it; 0 when it is of none of them."""
        shared = await self._shared(connection, account)
        now = int(self._now().timestamp()) // STEP_SECONDS
        if shared is None:
            return 0
        codes = {step: pyotp.TOTP(shared).generate_otp(step) for step in (now - 1, now, now + 1)}
        return next((step for step, right in codes.items() if hmac.compare_digest(right, code)), 0)

    async def _shared(self, connection: AsyncConnection, account: str) -> str | None:
        sealed = await connection.scalar(select(second_factors.c.secret).where(second_factors.c.account == account))
        try:
            return None if sealed is None else self._box.decrypt(sealed).decode()
        except CryptoError:  # the secret of the service is another one; an administrator resets the second factor
            return None

    def _hash(self, account: str, code: str) -> bytes:
        return keyed_hash(self._secret, _CODE, f"{account}\n{code}")


def address_for_app(shared: str, account: str) -> str:
    """Returns the `otpauth:` address of a secret, which an authenticator app reads as a QR code."""
    return pyotp.TOTP(shared).provisioning_uri(name=account, issuer_name="联席")


async def delete_second_factor(connection: AsyncConnection, account: str) -> None:
    """Deletes the second factor of an account with its recovery codes."""
    for table in (recovery_codes, second_factors):
        await connection.execute(delete(table).where(table.c.account == account))
    await change_account(connection, account, second_factor=False)


def _recovery_code() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    return "-".join(letters[begin : begin + 4] for begin in range(0, 12, 4))


def _plain(code: str) -> str:
    """Returns a code without the differences in which people type it."""
    return "".join(normalize("NFKC", code).lower().replace("-", "").split())
