"""Passwords: Argon2id, computed in a thread, a few at a time. About 20 ms and 8 MiB each on one core."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 8
LONGEST = 200

_hasher = PasswordHasher(time_cost=3, memory_cost=8 * 1024, parallelism=1)
_NOBODY = _hasher.hash("nobody")
_turns = asyncio.Semaphore(2)


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
