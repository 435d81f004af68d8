"""`restore`: puts a backup in the place of lost or damaged data of stopped services, under a new epoch."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.commands.options import KafkaLost, PassphraseFile, SecretsFolder, ServiceName, Yes


def restore(  # noqa: PLR0913, PLR0917 - each is an argument of the command line
    folder: Annotated[Path, typer.Argument(help="备份所在的目录", show_default=False)],
    services: Annotated[
        list[ServiceName] | None, typer.Argument(help="服务，不写则为备份中的全部", show_default=False)
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="只核对备份是否完整，不恢复")] = False,
    secrets: SecretsFolder = None,
    passphrase_file: PassphraseFile = None,
    yes: Yes = False,
    kafka_lost: KafkaLost = False,
) -> None:
    """由备份恢复：先核对备份，补回缺少的密钥，再换上数据库，并以新的纪元重新发布（即 restored）。

    该服务必须停止，消息系统和其他服务照常运行。中断了的恢复不改变原来的数据库，重新执行即可。

    例：python -m deploy restore backups/2026-11-27 county

    例：python -m deploy restore backups/2026-11-27 --check
    """
    import asyncio

    from deploy import settings
    from deploy.commands.confirmation import confirmation
    from deploy.ops.backups import restoration
    from deploy.ops.progress_bars import bars
    from deploy.ops.refusals import CommandRefusedError, refusals

    with refusals():
        given = settings.load()
        backup = restoration.opened_backup(folder, services or ())
        chosen = services or [ServiceName(service) for service in backup.manifest.services]
        typer.echo(f"备份完整：{backup.manifest.created}，版本 {backup.manifest.version}，{'、'.join(chosen)}")
        if check:
            return
        for file in restoration.restore_keys(given, backup, chosen, secrets=secrets, passphrase_file=passphrase_file):
            typer.echo(f"已补回 {file}")
        for service in chosen:
            with bars() as shown:
                confirm = confirmation(service, shown, yes=yes)
                done = asyncio.run(
                    restoration.restore_service(
                        given, service, backup, shown=shown, confirm=confirm, kafka_lost=kafka_lost
                    )
                )
            if done is None:
                raise CommandRefusedError(f"{service}：未确认，数据库没有改变。")
            typer.echo(
                f"{service}：已恢复，纪元 {done.epoch}；重新发布 {done.again}，作废 {done.void}。现在可以启动该服务。"
            )
