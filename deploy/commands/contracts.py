"""`contracts`: generates the documents and configurations that follow from the code."""

import os
import sys
from typing import Annotated

import typer


def contracts(
    check: Annotated[bool, typer.Option("--check", help="只检查，不写文件；有过期的文件则退出码为 1")] = False,
) -> None:
    """生成 docs/ 中由代码得出的部分、shared/contracts/ 的 event_types.py 和 schemas/、监控的配置和 THIRD_PARTY_NOTICES.md。"""
    from deploy.generated.files import stale, write, write_event_types

    if not check and write_event_types():  # this process has imported the old event types: a new one generates the rest
        typer.echo("已更新：shared/contracts/event_types.py")
        os.execv(sys.executable, [sys.executable, "-m", "deploy", "contracts"])  # noqa: S606 - no shell is needed
    changed = stale() if check else write()
    for path in changed:
        typer.echo(f"{'过期' if check else '已更新'}：{path}")
    if check and changed:
        raise typer.Exit(1)
