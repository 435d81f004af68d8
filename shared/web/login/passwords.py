"""Passwords: the rules for new ones, and Argon2id hashes, computed in threads, two at a time.

The parameters are the least that OWASP names (19 MiB, two passes): about 30 ms each. A login replaces a hash with others.
"""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.domain.errors import invalid
from shared.web.login.breached_passwords import BreachedPasswords

SHORTEST = 10
LONGEST = 200
_FEWEST_CHARACTERS = 4
_SHORTEST_NAME = 4  # of an account name that passwords must not contain; shorter names occur by chance
_COMMON = Path(__file__).with_name("common_passwords.txt")

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_threads = ThreadPoolExecutor(2, thread_name_prefix="argon2")


def check_password(password: str, *, account: str, breached: BreachedPasswords | None, field: str = "password") -> None:
    """Raises `InvalidError` for a new password that breaks a rule. `field`: the name of its field; `breached`: published ones."""
    reason = password_flaw(password, account=account)
    if not reason and breached is not None and password in breached:
        reason = "这个密码已经泄露过，请另选一个"
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
    """Returns the list of common passwords, normalized like the passwords that are compared with it."""
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(_key(line) for line in lines if not line.startswith("# "))


def _key(text: str) -> str:
    return normalize("NFKC", text).casefold()


async def hash_password(password: str) -> str:
    """Returns the Argon2id hash of a password, which is stored instead of the password."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def is_password(password_hash: str | None, password: str) -> bool:
    """Returns whether the password has this hash. Without a hash (unknown account) it takes as long, and returns False."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _verify, password_hash, password)


def has_old_parameters(password_hash: str) -> bool:
    """Returns whether a hash was computed with other parameters than those of today."""
    return _hasher.check_needs_rehash(password_hash)


async def is_one_of(password_hashes: Iterable[str], password: str) -> bool:
    """Returns whether the password has one of these hashes."""
    return any([await is_password(each, password) for each in password_hashes])


def _verify(password_hash: str | None, password: str) -> bool:
    try:
        _hasher.verify(password_hash or _hash_of_nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


@cache
def _hash_of_nobody() -> str:
    """Returns the hash that an unknown account has; computed at the first login of one, since it would delay the start."""
    return _hasher.hash("nobody")
