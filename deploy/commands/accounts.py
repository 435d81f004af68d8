"""`accounts`: creates the accounts that exist before anyone has logged in."""

from typing import Annotated

import typer


def accounts(
    demo: Annotated[
        bool, typer.Option("--demo", help="建立全部演示账号（口令：LIANXI_DEMO_PASSWORD，未设则随机）")
    ] = False,
) -> None:
    """为每个服务建立系统、安全、审计三个管理员账号（已有的不变）；口令写入 LIANXI_VAR 下的 accounts.txt（仅本用户可读）。

    与 --demo 一起设了 LIANXI_DEMO_PASSWORD 时，演示账号都改用它。
    """
    import asyncio

    from deploy import settings
    from deploy.demo.accounts import administrators, ensure, of_service, passwords_of
    from deploy.ops.command_log import record_command
    from deploy.ops.databases import SERVICES, databases
    from deploy.ops.refusals import refusals

    async def create(given: settings.DeploySettings) -> int:
        wanted = {service: list(of_service(service)) if demo else administrators(service) for service in SERVICES}
        chosen = passwords_of(given, [account for each in wanted.values() for account in each])
        reset, created = demo and given.demo_password is not None, 0
        for service, each in wanted.items():
            async with databases(given, service) as opened:
                new = await ensure(opened.service, each, chosen, reset=reset, demo=demo)
                if new:
                    await record_command(opened.service, f"accounts: {new}")
                created += new
        return created

    with refusals():
        typer.echo(f"新建账号 {asyncio.run(create(settings.load()))} 个")
