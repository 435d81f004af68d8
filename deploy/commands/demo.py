"""`demo`: loads the demonstration data through the APIs of the services, or a synthetic country straight into the topics."""

from typing import Annotated

import typer


def demo(
    filler: Annotated[bool, typer.Option(help="除报告中印出的数字外，也载入其他单位的演示提案")] = True,
    country: Annotated[
        bool, typer.Option("--country", help="改为把合成的全国数据直接写入消息系统（须没有其他数据，各服务须已停止）")
    ] = False,
    matters: Annotated[
        int | None,
        typer.Option(
            min=1, help="合成多少件事项（与 --country 同用；全国两年半约 3000000），默认 300000", show_default=False
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="随机数种子（与 --country 同用）：相同则数据相同，默认 1", show_default=False)
    ] = None,
) -> None:
    """载入演示数据（可重复执行：先查各服务已有的，只补缺少的）。

    合成的全国数据（--country）用于测量规模：31 个省、342 个市、2978 个县、41352 个乡镇和 3 个联席会，名称均带“（合成）”，
    每条记录另有标记。中断后再次执行同样的命令即可。

    例：LIANXI_KAFKA=127.0.0.1:9092 python -m deploy demo --country --matters 3000000
    """
    if country:
        _write_country(matters or 300_000, 1 if seed is None else seed)
        return
    if (matters, seed) != (None, None):
        raise typer.BadParameter("--matters 和 --seed 只与 --country 同用")
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


def _write_country(matters: int, seed: int) -> None:
    import asyncio

    from deploy import settings
    from deploy.demo.country import load_country
    from deploy.ops.progress_bars import bars
    from deploy.ops.refusals import refusals

    with refusals(), bars() as shown:
        typer.echo(f"合成的全国数据：{matters:,} 件事项，种子 {seed}。按 Ctrl-C 中断。")
        try:
            written = asyncio.run(load_country(settings.load(), matters, seed, shown.bar))
        except KeyboardInterrupt:
            typer.echo("已中断：再次执行同样的命令即从头写入，重复的记录不影响统计。", err=True)
            raise typer.Exit(130) from None
    typer.echo(
        f"已写入 {written:,} 条记录。启动 tally 和 rollup 后即开始统计；进度见指标 lianxi_tally_records_behind。"
    )
