"""Passwords: the rules for new ones; Argon2id, computed in a thread, a few at a time. About 20 ms and 8 MiB each on one core."""

import asyncio
from functools import cache
from pathlib import Path
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.domain.errors import invalid

SHORTEST = 10
LONGEST = 200
_FEWEST_CHARACTERS = 4
_SHORTEST_NAME = 4  # of an account; a shorter one may be a part of anything
_COMMON = Path(__file__).with_name("common_passwords.txt")

_hasher = PasswordHasher(time_cost=3, memory_cost=8 * 1024, parallelism=1)
_NOBODY = _hasher.hash("nobody")
_turns = asyncio.Semaphore(2)


def check_password(password: str, *, account: str, field: str = "password") -> None:
    """Raises `InvalidError` for a new password that breaks a rule; `field`: where it was typed."""
    reason = password_flaw(password, account=account)
    if reason:
        raise invalid(field, None, reason)


def password_flaw(password: str, *, account: str) -> str:
    """Returns the rule (Chinese) that a new password breaks; empty if it breaks none."""
    key, name = _key(password), _key(account)
    if not SHORTEST <= len(password) <= LONGEST:
        return f"须为{SHORTEST}至{LONGEST}个字符"
    if key == name or (len(name) >= _SHORTEST_NAME and name in key):
        return "不能含有账号名称"
    if len(set(key)) < _FEWEST_CHARACTERS:
        return f"至少要有{_FEWEST_CHARACTERS}种不同的字符"
    return "这是常见的密码，请另选一个" if key in common_passwords() else ""


@cache
def common_passwords() -> frozenset[str]:
    """The list of those that are tried first."""
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(_key(line) for line in lines if not line.startswith("# "))


def _key(text: str) -> str:
    return normalize("NFKC", text).casefold()


async def hash_password(password: str) -> str:
    """What may be stored: never the password."""
    async with _turns:
        return await asyncio.to_thread(_hasher.hash, password)


async def is_password(password_hash: str | None, password: str) -> bool:
    """Whether this is the password. Without a hash (no such account) it takes as long and says no."""
    async with _turns:
        fits = await asyncio.to_thread(_verified, password_hash or _NOBODY, password)
    return fits and password_hash is not None


def _verified(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
