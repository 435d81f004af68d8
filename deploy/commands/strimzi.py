"""`strimzi`: writes the Kafka topics and accounts of self-hosted counties as a component of Kustomize."""

from pathlib import Path
from typing import Annotated

import typer


def strimzi(
    folder: Annotated[Path, typer.Argument(help="写到哪个文件夹，如 k8s/components/self-hosted", file_okay=False)],
) -> None:
    """按 LIANXI_SELF_HOSTED 写出 Kustomize 组件：自行运行服务的县在 Strimzi 中的主题、账号和各账号的权限。

    例：LIANXI_SELF_HOSTED=county-522722 python -m deploy strimzi k8s/components/self-hosted
    """
    from deploy import settings
    from deploy.generated.strimzi import self_hosted_component
    from deploy.ops.refusals import CommandRefusedError, refusals
    from shared.messaging.settings import all_writers

    with refusals():
        writers = all_writers(settings.process_environment())
        if not writers.self_hosted:
            raise CommandRefusedError("LIANXI_SELF_HOSTED 没有列出任何县，没有可写的。")
    files = self_hosted_component(writers)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        typer.echo(f"没有完成：{error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"已写出 {len(writers.self_hosted)} 个服务的主题和账号：{folder}")
