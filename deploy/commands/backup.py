"""`backup`: copies the databases, attachments and keys of running services to a folder."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.commands.options import PassphraseFile, SecretsFolder, ServiceName


def backup(
    target: Annotated[Path, typer.Argument(help="备份写到哪个目录（须还没有）", show_default=False)],
    services: Annotated[list[ServiceName] | None, typer.Argument(help="服务，不写则为全部", show_default=False)] = None,
    secrets: SecretsFolder = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """备份各服务的数据库、附件和密钥；服务照常运行。

    每个数据库是同一时刻的状态；统计和名录的副本、检查点、Kafka 不必备份，恢复后自行重建。目录写完才有其名，含每个文件的校验值。

    例：python -m deploy backup backups/2026-11-27
    """
    import asyncio

    from deploy import settings
    from deploy.ops.backups.backup import back_up
    from deploy.ops.databases import SERVICES
    from deploy.ops.refusals import refusals

    with refusals():
        given = settings.load()
        done = asyncio.run(
            back_up(given, target, services or SERVICES, secrets=secrets, passphrase_file=passphrase_file)
        )
    typer.echo(f"已备份到 {target}：{'、'.join(services or SERVICES)}，{done.size:,} 字节")
    if done.missing:
        typer.echo(f"没有找到的密钥和口令文件，须另行备份：{'、'.join(done.missing)}")
    if passphrase_file is None:
        typer.echo("密钥在备份中没有加密：请妥善保管，或用 --passphrase-file 加密。")
