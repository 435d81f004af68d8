"""The accounts of the demonstration, named organization-role. No one of them stands for a person."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from secrets import token_urlsafe

from sqlalchemy import select

from deploy.demo.roster import CHISHUI, PROVINCE, TONGREN, WANSHAN, ZONE, upper_rows
from shared.contracts.vocabulary import Role
from shared.storage.database import Database
from shared.web.accounts import Account, accounts, change_account, create_account
from shared.web.passwords import hash_password, is_password

PRINTED = ("520300", "522625", TONGREN, WANSHAN, CHISHUI)
UNITS = {"city": "市教育局", "county": "县教育局"}
OF_A_COMMITTEE = (
    Role.SECRETARIAT, Role.PROPOSALS_COMMITTEE, Role.MEMBER, Role.LEADER, Role.HANDLING_UNIT, Role.AUDITOR
)  # fmt: skip


def administrator(service: str) -> Account:
    """Who imports and creates accounts in a service."""
    return Account(name=f"{service}-administrator", organization=None, roles=frozenset({Role.ADMINISTRATOR}))


def of_service(service: str) -> Iterator[Account]:
    """The accounts of the city's or the county's service: every secretariat, and all roles where figures are printed."""
    yield administrator(service)
    levels = {"city": ("prefecture",), "county": ("county",)}[service]
    if service == "city":
        for role in (Role.SECRETARIAT, Role.LEADER, Role.AUDITOR):
            yield _account(PROVINCE, role, service)
    for row in upper_rows():
        if row.level in levels and row.code != ZONE:
            for role in OF_A_COMMITTEE if row.code in PRINTED else (Role.SECRETARIAT,):
                yield _account(row.code, role, service)


def _account(organization: str, role: Role, service: str) -> Account:
    unit = UNITS[service] if role == Role.HANDLING_UNIT else None
    return Account(name=f"{organization}-{role}", organization=organization, roles=frozenset({role}), unit=unit)


def passwords(file: Path, names: Iterable[str], *, one: str | None) -> dict[str, str]:
    """Account -> password: `one` for all if given, or random ones, kept in `file` (mode 600) from the first start on."""
    if one is not None:
        return dict.fromkeys(names, one)
    known = dict(line.split() for line in file.read_text(encoding="utf-8").splitlines()) if file.exists() else {}
    chosen = known | {name: token_urlsafe(12) for name in names if name not in known}
    if chosen != known:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.chmod(0o600)
        file.write_text("".join(f"{name} {password}\n" for name, password in sorted(chosen.items())), encoding="utf-8")
    return chosen


async def ensure(database: Database, wanted: Iterable[Account], passwords: Mapping[str, str], *, reset: bool) -> int:
    """Create the accounts that are missing; how many. `reset`: the existing ones get these passwords, too."""
    async with database.reading() as connection:
        rows = await connection.execute(select(accounts.c.name, accounts.c.password_hash))
        hashes = {row.name: row.password_hash for row in rows}
    stale = reset and bool(hashes) and not await _fit(hashes, passwords)
    made = [
        (account, await hash_password(passwords[account.name]))
        for account in wanted
        if account.name not in hashes or stale
    ]
    async with database.transaction() as connection:
        for account, password_hash in made:
            if account.name in hashes:
                await change_account(connection, account.name, password_hash=password_hash)
            else:
                await create_account(
                    connection, name=account.name, organization=account.organization, roles=account.roles,
                    unit=account.unit, password_hash=password_hash,
                )  # fmt: skip
    return sum(account.name not in hashes for account, _ in made)


async def _fit(hashes: Mapping[str, str], passwords: Mapping[str, str]) -> bool:
    """Whether the stored passwords are these; one tells for all, since they are only ever set together."""
    name = next((name for name in sorted(hashes) if name in passwords), None)
    return name is None or await is_password(hashes[name], passwords[name])
