"""`convert-texts`: encrypts or decrypts the stored texts of restricted kinds."""

from typing import Annotated

import typer

from deploy.commands.options import ServiceName


def convert_texts(service: Annotated[ServiceName, typer.Argument(help="服务")]) -> None:
    """按 LIANXI_ENCRYPT_TEXTS 的设置，把已有社情民意信息的文本加密，或者还原。

    先改设置并重启服务，再在该服务的环境中执行。可以中断后再执行；执行期间服务照常，已加密和未加密的都能读。

    例：LIANXI_ENCRYPT_TEXTS=true python -m deploy convert-texts county
    """
    import asyncio

    from deploy import settings
    from deploy.ops import text_conversion
    from deploy.ops.progress_bars import bars
    from deploy.ops.refusals import refusals

    with refusals(), bars() as shown:
        given = settings.load()
        changed = asyncio.run(text_conversion.convert_texts(given, service, shown.bar(service)))
    typer.echo(f"{service}：{'加密' if given.encrypt_texts else '还原'}了 {changed} 个文本")
