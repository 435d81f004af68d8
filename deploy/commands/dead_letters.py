"""`dead-letters`: lists, shows and retries the records that a consumer could not process."""

from datetime import UTC, datetime
from typing import Annotated

import typer

app = typer.Typer(help="查看和重试死信：某个进程读不了的记录。", no_args_is_help=True)

_BYTES = 2000


@app.command("list")
def listed(
    topic: Annotated[str | None, typer.Option(help="只看这个主题，如 proposals")] = None,
    consumer: Annotated[str | None, typer.Option(help="只看这个读取者，如 lianxi-tally、directory、inbox")] = None,
    since: Annotated[datetime | None, typer.Option(help="只看这一时刻以后的")] = None,
    page: Annotated[int, typer.Option(min=1, help="第几页")] = 1,
    size: Annotated[int, typer.Option(min=1, max=1000, help="每页多少件")] = 20,
) -> None:
    """列出死信，最新的在前。

    例：python -m deploy dead-letters list --topic proposals --since 2026-03-01
    """
    import asyncio

    from deploy import settings
    from deploy.ops.dead_letters import DeadLetterQuery, read_dead_letters
    from deploy.ops.kafka_client import kafka_of
    from deploy.ops.refusals import refusals

    with refusals():
        wanted = DeadLetterQuery(topic, consumer, since and since.astimezone(UTC))
        found = [each for each in asyncio.run(read_dead_letters(kafka_of(settings.load()))) if wanted.matches(each)]
    for each in found[(page - 1) * size : page * size]:
        typer.echo(f"{each.time.astimezone():%Y-%m-%d %H:%M:%S}  {each.key.decode()}  {each.reason}")
    typer.echo(f"共 {len(found)} 件，第 {page} 页，每页 {size} 件")


@app.command()
def show(key: Annotated[str, typer.Argument(help="死信的键：主题/分区/位置/读取者")]) -> None:
    """显示一件死信：原记录、位置、原因。

    例：python -m deploy dead-letters show lianxi.county.proposals/5/17/lianxi-tally
    """
    import asyncio

    from deploy import settings
    from deploy.ops.dead_letters import read_dead_letters, select_by_key
    from deploy.ops.kafka_client import kafka_of
    from deploy.ops.refusals import refusals

    with refusals():
        for letter in select_by_key(asyncio.run(read_dead_letters(kafka_of(settings.load()))), key):
            typer.echo(f"键      {letter.key.decode()}")
            typer.echo(f"时间    {letter.time.astimezone():%Y-%m-%d %H:%M:%S}")
            typer.echo(f"原因    {letter.reason}")
            typer.echo(f"记录键  {_shown(letter.record_key)}")
            typer.echo(f"记录    {_shown(letter.value)}\n")


@app.command()
def retry(
    key: Annotated[str | None, typer.Argument(help="死信的键", show_default=False)] = None,
    every: Annotated[bool, typer.Option("--all", help="全部死信")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
) -> None:
    """重试：原记录照原样再发布一次，死信随之了结。

    原记录的全部读取者都会再读到它；按版本处理，重复无害。仍读不了的，会成为新的死信。

    例：python -m deploy dead-letters retry lianxi.county.proposals/5/17

    例：python -m deploy dead-letters retry --all --yes
    """
    import asyncio

    from deploy import settings
    from deploy.ops.command_log import record_in_every_service
    from deploy.ops.dead_letters import read_dead_letters, select_by_key
    from deploy.ops.dead_letters import retry as publish_again
    from deploy.ops.kafka_client import kafka_of
    from deploy.ops.refusals import CommandRefusedError, refusals

    with refusals():
        if (key is None) != every:
            raise CommandRefusedError("请写明一个键，或用 --all 表示全部。")
        given = settings.load()
        kafka = kafka_of(given)
        found = asyncio.run(read_dead_letters(kafka))
        chosen = found if key is None else select_by_key(found, key)
        if chosen and not (yes or typer.confirm(f"再次发布 {len(chosen)} 件死信的原记录？")):
            raise CommandRefusedError("未确认，什么都没有发布。")
        if chosen:
            asyncio.run(record_in_every_service(given, f"dead-letters retry: {len(chosen)}"))
        outcome = asyncio.run(publish_again(kafka, chosen))
    for dead_letter, reason in outcome.kept:
        typer.echo(f"未重试  {dead_letter.key.decode()}  {reason}", err=True)
    typer.echo(f"已重试 {len(outcome.sent)} 件，未重试 {len(outcome.kept)} 件")
    if outcome.kept and not every:
        raise typer.Exit(1)


def _shown(value: bytes | None) -> str:
    """Returns the beginning of a value: decoded if it is UTF-8, else in hexadecimal."""
    if value is None:
        return "（空）"
    rest = f" ……（共 {len(value)} 字节）" if len(value) > _BYTES else ""
    try:
        return value.decode()[:_BYTES] + rest
    except UnicodeDecodeError:
        return value[:_BYTES].hex(" ") + rest
