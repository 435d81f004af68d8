"""`reset-access`: gives an administrator whom no other can help a new first password."""

from typing import Annotated

import typer

from deploy.commands.options import ServiceName, Yes


def reset_access(
    service: Annotated[ServiceName, typer.Argument(help="服务")],
    account: Annotated[str, typer.Argument(help="管理员账号")],
    *,
    second_factor: Annotated[
        bool, typer.Option("--second-factor", help="同时取消双重验证（手机和恢复码都丢失时）")
    ] = False,
    yes: Yes = False,
) -> None:
    """为没有其他管理员可以帮助的管理员重设密码：新密码只显示一次，下次登录时必须修改。不必停止服务。

    该账号的登录和程序令牌随即失效，连续输错后的等待解除；审计日志记下此事，本人登录后在首页看到。其他账号由管理员在“账号”页重设。

    例：python -m deploy reset-access county county-security-administrator --second-factor
    """
    import asyncio

    from deploy import settings
    from deploy.ops import administrator_access
    from deploy.ops.databases import databases
    from deploy.ops.refusals import CommandRefusedError, refusals
    from deploy.ops.service_secret import read_secret

    async def reset(given: settings.DeploySettings) -> str:
        async with databases(given, service) as opened:
            return await administrator_access.reset_access(
                opened.service, account, second_factor=second_factor, secret=_secret(given)
            )

    def _secret(given: settings.DeploySettings) -> bytes | None:
        try:
            return read_secret(given, service)
        except CommandRefusedError as error:
            typer.echo(f"{error}：连续输错后的等待没有解除", err=True)
            return None

    if not yes and typer.prompt(f"{service}：输入账号 {account} 以确认重设", default="", show_default=False) != account:
        typer.echo("没有改变", err=True)
        raise typer.Exit(1)
    with refusals():
        typer.echo(f"新密码（只显示这一次）：{asyncio.run(reset(settings.load()))}")
