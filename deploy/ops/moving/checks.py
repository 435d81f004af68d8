"""The conditions under which a county moves to a service of its own; each is a sentence for the operator."""

from collections.abc import Mapping

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from deploy.ops.moving.rows import event_keys, foreign_tables
from deploy.ops.refusals import CommandRefusedError
from shared.committee.encryption.key_pairs import newest
from shared.committee.encryption.vault import Vault
from shared.committee.tables import organizations
from shared.contracts.writers import COUNTY_DIGITS, SELF_HOSTED_LEVELS, SelfHosted, Writer
from shared.messaging.settings import all_writers, own_writer

_SHOWN = 5


def check_settings(service: str, county: str, environment: Mapping[str, str]) -> SelfHosted:
    """Returns the writer of the county; raises `CommandRefusedError` unless the settings are those of the shared service that knows it."""
    if not (len(county) == COUNTY_DIGITS and county.isascii() and county.isdigit()):
        raise CommandRefusedError(f"县代码“{county}”不对：应为{COUNTY_DIGITS}位数字。")
    if Writer(service) not in SELF_HOSTED_LEVELS:
        raise CommandRefusedError(f"{service} 不能由一个县自行运行：只有 {'、'.join(SELF_HOSTED_LEVELS)} 可以。")
    writer = SelfHosted(Writer(service), county)
    if writer not in all_writers(environment).self_hosted:
        raise CommandRefusedError(
            f"LIANXI_SELF_HOSTED 没有列出 {writer}：请先停止全部进程，在所有进程的设置中列出它，再执行本命令。"
        )
    if isinstance(own_writer(environment), SelfHosted):
        raise CommandRefusedError(
            "LIANXI_WRITER 是某个县的服务：请在共用的服务的环境中执行本命令，不设 LIANXI_WRITER。"
        )
    return writer


async def check_townships(source: AsyncConnection, county: str) -> None:
    """Raises `CommandRefusedError` if the county keeps a township of another county's code, or another one keeps one of its code.

    Readers believe the service that the code of an organization names, and would refuse its record.
    """
    own_code = func.substr(organizations.c.key, 1, COUNTY_DIGITS) == county
    own_keeper = organizations.c.keeper == county
    query = select(organizations.c.key).where(or_(and_(own_code, ~own_keeper), and_(~own_code, own_keeper)))
    found = list(await source.scalars(query.order_by(organizations.c.key)))
    if found:
        shown = "、".join(found[:_SHOWN]) + (f"等 {len(found)} 个" if len(found) > _SHOWN else "")
        raise CommandRefusedError(
            f"{shown} 的代码与登记其名册的县不一致（由别县划入或划出）：这样的乡镇不能随 {county} 迁移，其记录会被各服务拒绝。"
        )


async def check_keys(source: AsyncConnection, county: str, secret: bytes) -> None:
    """Raises `CommandRefusedError` if the secret does not open the newest private keys: others would not accept new ones."""
    vault = Vault(secret)
    for organization, pair in (await newest(source)).items():
        fits = vault.fits(pair.locked) and vault.fits(pair.signing_locked)
        if organization[:COUNTY_DIGITS] == county and not fits:
            raise CommandRefusedError(f"{organization} 的私钥用本服务的密钥文件打不开：请先换回原来的密钥文件。")


async def check_target(source: AsyncConnection, target: AsyncConnection, county: str) -> None:
    """Raises `CommandRefusedError` if the new database has rows of others, or newer events of the county than the former one."""
    if tables := await foreign_tables(target, county):
        raise CommandRefusedError(
            f"新数据库的 {'、'.join(tables)} 中有 {county} 以外的单位的数据：请换一个空的数据库。"
        )
    if newer := await event_keys(target, county) - await event_keys(source, county):
        raise CommandRefusedError(
            f"新数据库已有 {len(newer)} 件原数据库没有的事件（如 {min(newer)[0]}）：新服务已经开始办理，不能再由原数据库覆盖。"
        )
