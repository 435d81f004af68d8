"""`replay`: publishes all events again, reads a read model again, or aggregates from the beginning."""

from typing import Annotated

import typer

from deploy.commands.options import ServiceName

app = typer.Typer(help="重放：重新发布、重新读取或重新统计。", no_args_is_help=True)


@app.command()
def events(
    service: Annotated[ServiceName, typer.Argument(help="服务")],
    topic: Annotated[list[str] | None, typer.Option(help="只重放这个主题，如 proposals；可写多次")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
    wait: Annotated[bool, typer.Option(help="等到全部发出")] = True,
) -> None:
    """一个服务的全部事件重新发布（由运行中的该服务发出）。

    用于主题丢失之后。重复的事件不影响统计。

    例：python -m deploy replay events county --topic proposals
    """
    import asyncio

    from deploy import settings
    from deploy.ops import replay
    from deploy.ops.progress_bars import bars
    from deploy.ops.refusals import CommandRefusedError, refusals
    from shared.contracts.topics import SERVICE_TOPICS, Topic

    with refusals():
        known = {name.removeprefix("lianxi."): name for name in SERVICE_TOPICS}
        for word in topic or []:
            if word.removeprefix("lianxi.") not in known:
                raise CommandRefusedError(f"没有主题 {word}：可以是 {'、'.join(known)}。")
        chosen = [Topic(known[word.removeprefix("lianxi.")]) for word in topic or []]
        if not (yes or typer.confirm(f"重新发布 {service} 的全部事件？")):
            raise CommandRefusedError("未确认，什么都没有改变。")
        with bars() as shown:
            given, bar = settings.load(), shown.bar(f"{service} 重新发布")
            total = asyncio.run(replay.events(given, service, chosen, bar, wait=wait))
    typer.echo(f"{service}：重新发布 {total} 个事件" + ("，已全部发出" if wait else "，由服务陆续发出"))


@app.command()
def directory(service: Annotated[ServiceName, typer.Argument(help="服务（须已停止）")]) -> None:
    """清空一个服务的单位名录，由消息系统重新读取。

    例：python -m deploy replay directory county
    """
    _read_again(service, "directory", "单位名录")


@app.command()
def reports(service: Annotated[ServiceName, typer.Argument(help="服务（须已停止）")]) -> None:
    """清空一个服务的统计报告副本，由消息系统重新读取。

    例：python -m deploy replay reports county
    """
    _read_again(service, "reports", "统计报告")


def _read_again(service: ServiceName, model: str, title: str) -> None:
    import asyncio

    from deploy import settings
    from deploy.ops import replay
    from deploy.ops.progress_bars import bars
    from deploy.ops.refusals import refusals

    with refusals(), bars() as shown:
        bar = shown.bar(f"{service} {title}")
        read = asyncio.run(replay.read_model(settings.load(), service, model, bar))
    typer.echo(f"{service}：{title}已重新读取（{read} 条记录），现在可以启动该服务。")


@app.command()
def aggregation(
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="确知统计进程已停止，不再检查（内置消息服务须用此项）")
    ] = False,
) -> None:
    """统计从头开始：删除本机的检查点，统计进程启动后重新计数。

    须先停止 tally 和 rollup 的全部进程；多台机器的，在每台执行一次。重新计数期间，报告保持原样，读完后一次替换。
    进度见指标 lianxi_tally_records_behind；完成与否用 reconcile 核对。

    例：python -m deploy replay aggregation
    """
    import asyncio

    from deploy import settings
    from deploy.ops import replay
    from deploy.ops.refusals import CommandRefusedError, refusals

    with refusals():
        given = settings.load()
        if not (yes or typer.confirm(f"删除 {given.folder / 'checkpoints'} 下的检查点，统计从头开始？")):
            raise CommandRefusedError("未确认，什么都没有改变。")
        removed = asyncio.run(replay.aggregation(given, force=force))
    if not removed:
        typer.echo(f"{given.folder / 'checkpoints'} 下没有检查点，什么都没有删除：请在统计进程的数据所在之处执行。")
        return
    for folder in removed:
        typer.echo(f"已删除 {folder}")
    typer.echo("现在启动 tally 和 rollup：它们从头统计。")
