"""`audit`: compares the database of a service with the events in Kafka and publishes lost events again."""

from typing import Annotated

import typer

from deploy.commands.options import ServiceName


def audit(
    services: Annotated[list[ServiceName] | None, typer.Argument(help="服务；不写则全部", show_default=False)] = None,
    check: Annotated[bool, typer.Option("--check", help="只比对，不重新发布；有不一致则退出码为 1")] = False,
    most: Annotated[int, typer.Option(min=1, help="每类最多列出多少个事项")] = 10,
) -> None:
    """逐事项比对各服务的数据库与消息系统，丢失的事件重新发布。

    把全部事件从头读到尾；各服务每夜也自动执行。安排重新发布的事件，由运行中的服务随即发出。

    退出码0：全部一致，或丢失的已安排重新发布。退出码1：消息系统里有数据库没有的内容：数据库被恢复到以前（须执行restored），或有人冒写。

    例：python -m deploy audit county

    例：python -m deploy audit --check
    """
    import asyncio

    from deploy import settings
    from deploy.ops.command_log import record_command
    from deploy.ops.databases import databases
    from deploy.ops.hosting import hosts_of
    from deploy.ops.kafka_client import kafka_of_service
    from deploy.ops.progress_bars import Bars, bars
    from deploy.ops.refusals import refusals
    from shared.committee.maintenance.audit import producers_of
    from shared.messaging.outbox.audit import Audit, Findings

    async def one(service: str, given: settings.DeploySettings, shown: Bars) -> list[Findings]:
        kafka = kafka_of_service(given, service)
        async with databases(given, service) as opened:
            ours = await producers_of(kafka, hosts_of(service))
            run = Audit(opened.service, kafka, ours).run
            if not check:
                await record_command(opened.service, "audit")
            return await run(repair=not check, on_progress=lambda topic: shown.bar(f"{service} {topic}"))

    def print_result(service: str, found: list[Findings]) -> None:
        groups = (
            ("丢失", [each for findings in found for each in findings.lost]),
            ("与数据库不同", [each for findings in found for each in findings.other]),
            ("数据库没有", [each for findings in found for each in findings.unknown]),
        )
        counts = "，".join(f"{title} {len(matters)}" for title, matters in groups)
        marked_pending = sum(findings.marked_pending for findings in found)
        typer.echo(
            f"{service}：比对 {sum(each.compared for each in found)} 个事项；{counts}；重新发布 {marked_pending}"
        )
        for title, matters in groups:
            for matter in matters[:most]:
                typer.echo(f"  {title}  {matter}")

    is_clean = is_repairable = True
    with refusals():
        given = settings.load()
        for service in services or list(ServiceName):
            with bars() as shown:
                found = asyncio.run(one(service, given, shown))
            print_result(service, found)
            is_clean &= all(findings.is_clean for findings in found)
            is_repairable &= all(findings.is_repairable for findings in found)
    if not is_repairable:
        typer.echo(
            "消息系统里有数据库没有的内容：如果数据库是由备份恢复的，请停止该服务并执行 restored；"
            "如果没有恢复过，则是有人冒写：看日志中的 foreign_record，查明写入者，不要恢复备份。",
            err=True,
        )
    if not (is_repairable and (is_clean or not check)):
        raise typer.Exit(1)
