"""`demo`: the demonstration, through the services' own APIs."""

from typing import Annotated

import typer


def demo(
    filler: Annotated[bool, typer.Option(help="除报告中印出的数字外，也载入其他单位的演示提案")] = True,
) -> None:
    """载入演示数据（可重复执行：已载入的不会重复）。"""
    import asyncio
    from datetime import UTC, datetime

    from deploy import ports, settings
    from deploy.databases import SERVICES
    from deploy.demo.accounts import of_service, passwords
    from deploy.demo.client import RefusedError
    from deploy.demo.load import Demonstration
    from shared.domain.calendar import today
    from shared.messaging.settings import SettingError

    def say(line: str) -> None:
        typer.echo(f"  演示数据  {line}")

    try:
        given = settings.load()
        offsets = {"city": ports.CITY, "county": ports.COUNTY}
        urls = {service: f"http://{given.host}:{given.port_base + offset}" for service, offset in offsets.items()}
        one = given.demo_password.get_secret_value() if given.demo_password else None
        names = [account.name for service in SERVICES for account in of_service(service)]
        chosen = passwords(given.folder / "accounts.txt", names, one=one)
        asyncio.run(Demonstration(urls, chosen, say=say, today=today(datetime.now(UTC)), filler=filler).load())
    except (SettingError, RefusedError) as error:
        typer.echo(f"演示数据没有载入完：{error}", err=True)
        raise typer.Exit(1) from None
    except ExceptionGroup as group:
        typer.echo(f"演示数据没有载入完：{group.exceptions[0]}", err=True)
        raise typer.Exit(1) from None
