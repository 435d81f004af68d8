"""`demo`: loads the demonstration data through the APIs of the services."""

from typing import Annotated

import typer


def demo(
    filler: Annotated[bool, typer.Option(help="除报告中印出的数字外，也载入其他单位的演示提案")] = True,
) -> None:
    """载入演示数据（可重复执行：先查各服务已有的，只补缺少的）。"""
    import asyncio
    from datetime import UTC, datetime

    from deploy import ports, settings
    from deploy.demo.accounts import of_service, passwords_of
    from deploy.demo.client import RequestRefusedError
    from deploy.demo.load import DemoData
    from deploy.exception_groups import errors_of
    from shared.domain.calendar import today
    from shared.messaging.settings import SettingError

    def report(line: str) -> None:
        typer.echo(f"  演示数据  {line}")

    try:
        given = settings.load()
        urls = {name: f"http://{given.host}:{given.port_base + offset}" for name, offset in ports.SERVICES.items()}
        chosen = passwords_of(given, [account for service in urls for account in of_service(service)])
        asyncio.run(DemoData(urls, chosen, report=report, today=today(datetime.now(UTC)), filler=filler).load())
    except (SettingError, RequestRefusedError) as error:
        typer.echo(f"演示数据没有载入完：{error}", err=True)
        raise typer.Exit(1) from None
    except ExceptionGroup as group:
        typer.echo(f"演示数据没有载入完：{next(errors_of(group))}", err=True)
        raise typer.Exit(1) from None
