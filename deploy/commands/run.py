"""`run`: the whole system on this machine."""

from typing import Annotated

import typer


def run(
    demo: Annotated[bool, typer.Option(help="载入演示数据（只在第一次）")] = True,
) -> None:
    """启动全部：消息服务、各级服务、统计和演示数据；按 Ctrl-C 停止。"""
    from deploy.house import open_house

    open_house(demo=demo)
