"""`secrets`: creates the secret files of a deployment."""

from pathlib import Path
from typing import Annotated

import typer


def secrets(
    folder: Annotated[Path | None, typer.Argument(help="放在哪里，不设则为 secrets", file_okay=False)] = None,
) -> None:
    """生成部署所需的口令文件（docker-compose.yml 和 k8s/ 所用；已有的不变，不显示内容）。"""
    from deploy import settings
    from deploy.ops.refusals import refusals
    from deploy.secrets import FOLDER, make
    from shared.messaging.settings import all_writers

    with refusals():
        writers = all_writers(settings.process_environment())
    try:
        made = make(folder or FOLDER, writers)
    except OSError as error:
        typer.echo(f"没有完成：{error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"新建口令文件 {len(made)} 个：{folder or FOLDER}")
