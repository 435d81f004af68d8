"""`reconcile`: recomputes every figure from the databases and compares it with the reports."""

from typing import Annotated

import typer


def reconcile(
    wait: Annotated[float, typer.Option(min=0, help="还有事件在途时，最多等多少秒")] = 60,
    most: Annotated[int, typer.Option(min=1, help="最多列出多少处不一致")] = 20,
) -> None:
    """逐单位、逐指标、逐日由数据库重算，与统计结果比对，并抽查各服务实际给出的报告；全部相等才以 0 退出。"""
    import asyncio

    from deploy import settings
    from deploy.ops.command_log import record_in_every_service
    from deploy.ops.kafka_client import kafka_of
    from deploy.ops.reconcile.invariant import Verdict, compare_until_settled
    from deploy.ops.reconcile.result_store import store_result
    from deploy.ops.refusals import refusals

    def report(verdict: Verdict) -> None:
        typer.echo(f"  还在途中：待发事件 {verdict.pending}，暂不一致 {len(verdict.differences)}", err=True)

    async def judge(given: settings.DeploySettings) -> Verdict:
        await record_in_every_service(given, "reconcile")
        verdict = await compare_until_settled(given, kafka_of(given), wait=wait, report=report)
        await store_result(given, verdict)
        return verdict

    with refusals():
        verdict = asyncio.run(judge(settings.load()))
    for difference in verdict.differences[:most]:
        typer.echo(str(difference))
    typer.echo(f"比对 {verdict.figures} 项指标：不一致 {len(verdict.differences)}，待发事件 {verdict.pending}")
    if verdict.answered or verdict.unreached:
        missing = f"；未能抽查：{'、'.join(verdict.unreached)}" if verdict.unreached else ""
        typer.echo(f"抽查各服务给出的报告 {verdict.answered} 项{missing}")
    if not verdict.holds:
        raise typer.Exit(1)
