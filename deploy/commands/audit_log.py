"""`audit-log`: verifies and exports the audit logs of the services."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.commands.options import ServiceName

app = typer.Typer(help="校验和导出审计日志。", no_args_is_help=True)


@app.command()
def verify(
    services: Annotated[list[ServiceName] | None, typer.Argument(help="服务；不写则全部", show_default=False)] = None,
    known: Annotated[str, typer.Option(help="先前记下的“序号:校验值”，只用于一个服务")] = "",
) -> None:
    """逐条校验审计日志，报告被改动、插入、删除、截断的记录；不改动任何内容。

    每次校验会打印最新一条的“序号:校验值”。把它记在系统之外，下次用 --known 核对，可以发现整条链被重写。

    退出码0：没有问题。退出码1：有问题，逐处列出。

    例：python -m deploy audit-log verify county --known 812:9f86d081884c7d65…
    """
    import asyncio

    from deploy import settings
    from deploy.ops.databases import databases
    from deploy.ops.refusals import CommandRefusedError, refusals
    from shared.web.audit_log.chain import ChainLink
    from shared.web.audit_log.verification import ChainVerification
    from shared.web.audit_log.verification import verify as verified

    def noted() -> ChainLink | None:
        if not known:
            return None
        sequence, _, digest = known.partition(":")
        try:
            return ChainLink(int(sequence), bytes.fromhex(digest))
        except ValueError:
            raise CommandRefusedError(f"--known {known}：须为“序号:校验值”，如校验时打印的那样") from None

    async def one(service: str, given: settings.DeploySettings, link: ChainLink | None) -> ChainVerification:
        async with databases(given, service) as opened:
            return await verified(opened.service, known=link)

    clean = True
    with refusals():
        given, chosen, link = settings.load(), services or list(ServiceName), noted()
        if link is not None and len(chosen) != 1:
            raise CommandRefusedError("--known 只能与一个服务一起使用")
        for service in chosen:
            found = asyncio.run(one(service, given, link))
            typer.echo(f"{service}：{found.rows} 条，最新 {found.head.sequence}:{found.head.hash.hex()}")
            for each in found.faults:
                rows = str(each.first) if each.first == each.last else f"{each.first}–{each.last}"
                typer.echo(f"  第 {rows} 条：{each.kind.title_zh}")
            clean &= not found.faults
    if not clean:
        raise typer.Exit(1)


@app.command()
def export(
    service: Annotated[ServiceName, typer.Argument(help="服务")],
    output: Annotated[Path, typer.Option(help="要写入的文件，不能已经存在")],
) -> None:
    """把一个服务的全部审计记录写入CSV文件（仅本用户可读），含每条的校验值。

    例：python -m deploy audit-log export county --output county-audit-log.csv
    """
    import asyncio

    from deploy import settings
    from deploy.ops.command_log import record_command
    from deploy.ops.databases import databases
    from deploy.ops.refusals import CommandRefusedError, refusals
    from shared.web.audit_log.queries import AuditQuery, csv_lines

    async def write(given: settings.DeploySettings) -> None:
        async with databases(given, service) as opened:
            with output.open("xb") as file:
                await record_command(opened.service, "audit-log export")
                async for lines in csv_lines(opened.service, AuditQuery()):
                    file.write(lines)

    with refusals():
        try:
            asyncio.run(write(settings.load()))
        except FileExistsError as error:
            raise CommandRefusedError(f"--output {output}：文件已经存在") from error
    typer.echo(f"已写入 {output}")
