"""Arguments of the command line that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class ServiceName(StrEnum):
    """A service with a database of its own."""

    REGION = "region"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"


Yes = Annotated[bool, typer.Option("--yes", help="不再询问")]
KafkaLost = Annotated[
    bool, typer.Option("--kafka-lost", help="消息系统的内容也已丢失（内置消息服务停止后即如此），不比对")
]
SecretsFolder = Annotated[
    Path | None,
    typer.Option("--secrets", help="部署的口令文件（secrets 命令所建的目录）", show_default=False, file_okay=False),
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="加密密钥所用的口令所在的文件，至少 12 字节", show_default=False),
]
