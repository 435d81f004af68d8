"""`move`: moves a county from the shared service of its level to a service that it operates itself."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.commands.options import ServiceName, Yes


def move(  # noqa: PLR0913, PLR0917 - each is an argument of the command line
    service: Annotated[ServiceName, typer.Argument(help="服务：county 或 township")],
    county: Annotated[str, typer.Argument(help="县的六位代码")],
    folder: Annotated[
        Path, typer.Argument(help="该县的服务的 LIANXI_VAR：密钥文件和 SQLite 数据库在其中", file_okay=False)
    ],
    database: Annotated[
        str | None, typer.Option(help="该县的服务的数据库地址，不写则为上述目录中的 SQLite", show_default=False)
    ] = None,
    password_file: Annotated[
        Path | None, typer.Option("--password-file", help="存放该数据库口令的文件", show_default=False, dir_okay=False)
    ] = None,
    secret_file: Annotated[
        Path | None,
        typer.Option(
            "--secret-file",
            help="该县的服务的 LIANXI_SECRET_FILE，不写则在上述目录中生成",
            show_default=False,
            dir_okay=False,
        ),
    ] = None,
    yes: Yes = False,
) -> None:
    """把一个县移到它自行运行的服务：数据库中的数据、密钥、账号和附件，从共用的服务移入新的数据库。

    须先备份，在 LIANXI_SELF_HOSTED 中列出该县的服务，停止全部进程，再执行。中断了的可以再执行一次。

    例：LIANXI_SELF_HOSTED=county-522722 python -m deploy move county 522722 libo/var
    """
    import asyncio

    from deploy import settings
    from deploy.commands.confirmation import confirmation
    from deploy.ops.moving.move import NewService
    from deploy.ops.moving.move import move as move_county
    from deploy.ops.progress_bars import bars
    from deploy.ops.refusals import CommandRefusedError, refusals
    from shared.storage.address import PasswordFileError, with_password

    with refusals():
        given = settings.load()
        try:
            address = with_password(database, password_file)
        except PasswordFileError as error:
            raise CommandRefusedError(f"--password-file {password_file}：{error}") from error
        to = NewService(folder, address or f"sqlite+aiosqlite:///{folder.absolute() / service}.db", secret_file)
        with bars() as shown:
            confirm = confirmation(service, shown, yes=yes)
            done = asyncio.run(move_county(given, service, county, to, confirm))
        if done is None:
            raise CommandRefusedError(f"{service}：未确认，两个数据库没有改变。")
        if not done.rows:
            typer.echo(f"{county} 的数据先前已移入新数据库，原数据库中没有。")
            return
        typer.echo(f"{county}：已移入 {sum(done.rows.values())} 行。现在可以启动 {service}-{county} 和其他服务。")
