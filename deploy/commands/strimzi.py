"""`strimzi`: writes the Kafka topics and accounts of self-hosted counties as a component of Kustomize."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

    from deploy.generated.external_listener import ExternalListener

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")
"""A name of DNS with a domain: small letters, digits and hyphens."""


def strimzi(
    folder: Annotated[Path, typer.Argument(help="写到哪个文件夹，如 k8s/components/self-hosted", file_okay=False)],
    external: Annotated[
        str | None, typer.Option(help="为集群之外的县另开一个 listener：nodeport 或 loadbalancer", metavar="TYPE")
    ] = None,
    host: Annotated[str | None, typer.Option(help="县里连接 Kafka 用的域名")] = None,
    broker_host: Annotated[
        str | None,
        typer.Option(
            help="每个节点各自的域名，如 kafka-{nodeId}.example.cn；不填：loadbalancer 用它的地址，nodeport 同 --host"
        ),
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option("--from", help="哪个网段可以连接，如 10.52.27.0/24；可写多次")
    ] = None,
) -> None:
    """按 LIANXI_SELF_HOSTED 写出 Kustomize 组件：自行运行服务的县在 Strimzi 中的主题、账号和各账号的权限。

    该县的服务在集群之外的，用 --external、--host、--from 另给 Kafka 加一个 listener，只对列出的网段开放，须 TLS 和口令。

    例：LIANXI_SELF_HOSTED=county-522722 python -m deploy strimzi k8s/components/self-hosted
    --external nodeport --host kafka.example.cn --from 10.52.27.0/24
    """
    from deploy import settings
    from deploy.generated.strimzi import self_hosted_component
    from deploy.ops.refusals import CommandRefusedError, refusals
    from shared.messaging.settings import all_writers

    with refusals():
        writers = all_writers(settings.process_environment())
        if not writers.self_hosted:
            raise CommandRefusedError("LIANXI_SELF_HOSTED 没有列出任何县，没有可写的。")
        files = self_hosted_component(writers, _listener(external, host, broker_host, source or []))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "listener.yaml").unlink(missing_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        typer.echo(f"没有完成：{error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"已写出 {len(writers.self_hosted)} 个服务的主题和账号：{folder}")


def _listener(
    type: str | None, host: str | None, broker_host: str | None, sources: list[str]
) -> "ExternalListener | None":
    """Returns the listener that the options describe, None without any; raises `CommandRefusedError` for a wrong or a missing one."""
    from deploy.generated.external_listener import NODE_ID, ExternalListener, ListenerType
    from deploy.ops.refusals import CommandRefusedError

    if type is None:
        if host or broker_host or sources:
            raise CommandRefusedError("--host、--broker-host、--from 只与 --external 一起使用。")
        return None
    if type not in set(ListenerType):
        raise CommandRefusedError(f"--external {type}：只能是 {' 或 '.join(ListenerType)}。")
    if not host or not sources:
        raise CommandRefusedError("--external 须同时写明 --host（县里连接用的域名）和 --from（可以连接的网段）。")
    for option, name in {"--host": host, "--broker-host": broker_host or host}.items():
        if not _HOST.fullmatch(name.replace(NODE_ID, "0") if option == "--broker-host" else name):
            raise CommandRefusedError(f"{option} {name}：须是一个域名，如 kafka.example.cn。")
    networks = tuple(map(_network, sources))
    return ExternalListener(type=ListenerType(type), host=host, sources=networks, broker_host=broker_host)


def _network(text: str) -> "IPv4Network | IPv6Network":
    """Returns the network of an option; raises `CommandRefusedError` if it is none, or contains every address."""
    from ipaddress import ip_network

    from deploy.ops.refusals import CommandRefusedError

    try:
        network = ip_network(text)
    except ValueError:
        raise CommandRefusedError(f"--from {text}：须是一个网段，如 10.52.27.0/24（末尾的位为 0）。") from None
    if network.prefixlen == 0:
        raise CommandRefusedError(f"--from {text}：这是所有地址，须写明县里的网段。")
    return network
