"""The accounts of the demonstration, named organization-role. None represents a person."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from secrets import token_urlsafe

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from deploy.demo.conferences import CONFERENCES
from deploy.demo.neighbours import MUDANJIANG, SHAOYANG, neighbour_rows, wulingshan_members
from deploy.demo.roster import (
    AOZHAI,
    CHISHUI,
    GUIYANG,
    PRINTED_TOWNSHIPS,
    PROVINCE,
    QIANNAN,
    TONGREN,
    WANSHAN,
    ZHENYUAN,
    ZONE,
    ZUNYI,
    upper_rows,
)
from deploy.secrets import ADMINISTRATOR_NAMES
from deploy.settings import DeploySettings
from shared.committee.members.repository import add, find_same
from shared.committee.members.schemas import NewMember
from shared.committee.members.usecases import new_record
from shared.contracts.vocabulary import Role
from shared.storage.database import Database
from shared.storage.private import private_folder
from shared.web.accounts import Account, accounts, change_account, create_account, find_account
from shared.web.login.passwords import hash_password, is_password

UNITS = {"region": "省教育厅", "city": "市教育局", "county": "县教育局", "township": "农业服务中心"}
OF_A_COMMITTEE = (
    Role.SECRETARIAT, Role.PROPOSALS_COMMITTEE, Role.MEMBER, Role.LEADER, Role.HANDLING_UNIT, Role.AUDITOR
)  # fmt: skip
OF_A_NODE = (Role.SECRETARIAT, Role.LEADER, Role.AUDITOR)
"""Roles of a conference and of committees in other provinces: one that reads, and one that keeps the record."""

COMPLETE = {PROVINCE, GUIYANG, ZUNYI, TONGREN, QIANNAN, ZHENYUAN, WANSHAN, CHISHUI, AOZHAI, MUDANJIANG, SHAOYANG}
"""Organizations with an account of every role: the province, those with published figures, 黔南, whose leaders sign reports, and 邵阳."""

FURTHER_UNITS = {f"{SHAOYANG}-coordinating_office": "市政府督查室", f"{SHAOYANG}-second_unit": "市交通运输局"}
"""Account -> its unit, of a city whose proposals pass through a coordinating office and are given to another unit."""

SHOWN = (
    "wulingshan-secretariat", "520000-auditor", "520000-secretariat", "520100-secretariat", "520600-secretariat",
    "522625-secretariat", "522625-proposals_committee", "520603-secretariat", "520603202-secretariat",
    "430500-proposals_committee", "430500-coordinating_office",
)  # fmt: skip
"""Accounts that are printed at the start, because they show most of the system."""


def administrators(service: str) -> list[Account]:
    """Returns the three accounts that administer a service: accounts and imports, roles, and the audit log."""
    return [
        Account(name=f"{service}-{name}", organization=None, roles=frozenset({role}))
        for role, name in ADMINISTRATOR_NAMES.items()
    ]


def of_service(service: str) -> Iterator[Account]:
    """Returns the accounts of a service: secretariats of 贵州 and of conference members, and all roles of `COMPLETE`."""
    yield from administrators(service)
    for organization in _organizations(service):
        usual = OF_A_NODE if service == "region" else (Role.SECRETARIAT,)
        for role in OF_A_COMMITTEE if organization in COMPLETE else usual:
            yield _account(organization, role, service)
    if service == "city":
        for name, unit in FURTHER_UNITS.items():
            yield Account(name=name, organization=SHAOYANG, roles=frozenset({Role.HANDLING_UNIT}), unit=unit)


def _organizations(service: str) -> list[str]:
    """Yields the organizations with accounts; of the thousands of townships only those with published figures."""
    upper, members = upper_rows(), {*wulingshan_members(), MUDANJIANG}
    member_rows = [row for row in neighbour_rows() if row.code in members]
    match service:
        case "region":
            provinces = [row.code for row in (*upper, *neighbour_rows()) if row.level == "province"]
            return [*(conference.key for conference in CONFERENCES), *provinces]
        case "township":
            return [*PRINTED_TOWNSHIPS]
    level = {"city": "prefecture", "county": "county"}[service]
    return [row.code for row in (*upper, *member_rows) if row.level == level and row.code != ZONE]


def _account(organization: str, role: Role, service: str) -> Account:
    unit = UNITS[service] if role == Role.HANDLING_UNIT else None
    return Account(name=f"{organization}-{role}", organization=organization, roles=frozenset({role}), unit=unit)


def passwords_of(given: DeploySettings, wanted: Iterable[Account]) -> dict[str, str]:
    """Returns account -> password, according to the settings."""
    one = given.demo_password.get_secret_value() if given.demo_password else None
    return passwords(given.folder / "accounts.txt", [account.name for account in wanted], one=one)


def passwords(file: Path, names: Iterable[str], *, one: str | None) -> dict[str, str]:
    """Returns account -> password: `one` for all if set, else random ones, stored in `file` (mode 600) since the first start."""
    if one is not None:
        return dict.fromkeys(names, one)
    known = dict(line.split() for line in file.read_text(encoding="utf-8").splitlines()) if file.exists() else {}
    chosen = known | {name: token_urlsafe(12) for name in names if name not in known}
    if chosen != known:
        private_folder(file.parent)
        file.touch(mode=0o600)
        file.chmod(0o600)
        file.write_text("".join(f"{name} {password}\n" for name, password in sorted(chosen.items())), encoding="utf-8")
    return chosen


async def ensure(
    database: Database, wanted: Iterable[Account], passwords: Mapping[str, str], *, reset: bool, demo: bool
) -> int:
    """Creates the missing accounts and returns their number. `reset`: existing accounts get these passwords, too.

    `demo`: they are of the demonstration, of which no charter requires a second factor.
    """
    async with database.reading() as connection:
        rows = await connection.execute(select(accounts.c.name, accounts.c.password_hash))
        hashes = {row.name: row.password_hash for row in rows}
    stale = reset and bool(hashes) and not await _fit(hashes, passwords)
    changed = [account for account in wanted if account.name not in hashes or stale]
    made = [
        *zip(changed, await asyncio.gather(*(hash_password(passwords[each.name]) for each in changed)), strict=True)
    ]
    async with database.transaction() as connection:
        for account, password_hash in made:
            if account.name in hashes:
                await change_account(connection, account.name, password_hash=password_hash)
            else:
                await create_account(
                    connection, name=account.name, organization=account.organization, roles=account.roles,
                    unit=account.unit, password_hash=password_hash, second_factor_exempt=demo,
                )  # fmt: skip
        await link_members(connection, {account.name for account in wanted})
    return sum(account.name not in hashes for account, _ in made)


async def _fit(hashes: Mapping[str, str], passwords: Mapping[str, str]) -> bool:
    """Returns whether these passwords are stored; one account is enough, because all are set together."""
    name = next((name for name in sorted(hashes) if name in passwords), None)
    return name is None or await is_password(hashes[name], passwords[name])


LINKED = {
    "522625-member": NewMember(organization="522625", name="委员甲", sector="农业界", term="第九届"),
    "430500-member": NewMember(organization="430500", name="委员乙", sector="教育界", term="第十三届"),
}
"""Account -> the member that it is linked to."""


async def link_members(connection: AsyncConnection, names: set[str]) -> None:
    """Registers the members of `LINKED` among these accounts, and links the accounts that are not linked yet."""
    for name, new in LINKED.items():
        if name not in names or (await find_account(connection, name)).member is not None:
            continue
        record = await new_record(connection, new.organization or "", new)
        known = await find_same(connection, record)
        if known is None:
            await add(connection, [record])
        await change_account(connection, name, member=(known or record).id)
