"""`keys`: lists, pins, accepts and renews the keys of organizations."""

from typing import Annotated

import typer

from deploy.commands.options import ServiceName

app = typer.Typer(help="查看、固定、确认和更换各单位的密钥。", no_args_is_help=True)

_Service = Annotated[ServiceName, typer.Argument(help="服务")]
_Organization = Annotated[str, typer.Argument(help="单位代码")]
_Fingerprint = Annotated[str, typer.Argument(help="密钥指纹：64位十六进制，可含空格")]


@app.command("list")
def listed(
    service: _Service,
    organization: Annotated[str | None, typer.Argument(help="单位代码；不写则全部", show_default=False)] = None,
    unconfirmed: Annotated[bool, typer.Option("--unconfirmed", help="只看没有经确认的密钥的单位")] = False,
) -> None:
    """列出一个服务所知的签名密钥：单位、指纹、版本、是否经确认，为何信任。

    例：python -m deploy keys list county 520603

    例：python -m deploy keys list city --unconfirmed
    """
    import asyncio

    from deploy import settings
    from deploy.ops.keys import known_keys
    from deploy.ops.refusals import refusals

    with refusals():
        found = asyncio.run(known_keys(settings.load(), service))
    chosen = [each for each in found if organization in (None, each.organization)]
    if unconfirmed:
        confirmed = {each.organization for each in found if each.is_confirmed}
        chosen = [each for each in chosen if each.organization not in confirmed]
    for each in chosen:
        state = "已确认" if each.is_confirmed else "未确认"
        typer.echo(f"{each.organization}  {each.fingerprint}  {each.version}  {state}  {each.why}".rstrip())
    typer.echo(f"共 {len(chosen)} 个密钥")


@app.command()
def trust(service: _Service, organization: _Organization, fingerprint: _Fingerprint) -> None:
    """固定一个单位的签名密钥：本服务只信任它，和它交接的密钥。

    用于自己登记名册的单位（省、市、联席会）。先用别的途径向该单位核对指纹。不必停止服务；密钥还没有传到也可以先固定。

    例：python -m deploy keys trust county 520600 3b6a…
    """
    import asyncio

    from deploy import settings
    from deploy.ops.keys import pin, read_fingerprint
    from deploy.ops.refusals import refusals

    with refusals():
        asyncio.run(pin(settings.load(), service, organization, read_fingerprint(fingerprint)))
    typer.echo(f"{service}：已固定 {organization} 的密钥")


@app.command()
def accept(
    service: _Service,
    organization: _Organization,
    fingerprint: _Fingerprint,
    reason: Annotated[str, typer.Option(help="为何确认，如：密钥文件丢失，已电话核实")],
) -> None:
    """确认一个单位换过的签名密钥，旧的不再可信。

    在登记其名册的服务执行，由上级的公钥记录告知各服务；在别的服务执行，只有该服务信任它。不必停止服务。

    例：python -m deploy keys accept city 520603 3b6a… --reason 密钥文件丢失，已电话核实
    """
    import asyncio

    from deploy import settings
    from deploy.ops.keys import accept as accept_key
    from deploy.ops.keys import read_fingerprint
    from deploy.ops.refusals import refusals

    with refusals():
        signing_key = read_fingerprint(fingerprint)
        keeper = asyncio.run(accept_key(settings.load(), service, organization, signing_key, reason))
    validity = f"由 {keeper} 的公钥记录告知各服务" if keeper else "只对本服务有效"
    typer.echo(f"{service}：已确认 {organization} 的密钥，{validity}")


@app.command()
def renew(service: _Service, organization: _Organization) -> None:
    """更换本服务一个单位的密钥，由旧密钥签名交接：各服务自动改用新的，不必再确认。

    怀疑密钥泄露或按规定定期更换时用。不必停止服务；以前密封的内容仍能打开。密钥文件丢失的不能这样换，见 keys accept。

    例：python -m deploy keys renew county 520603
    """
    import asyncio

    from deploy import settings
    from deploy.ops.keys import renew as renew_keys
    from deploy.ops.refusals import refusals

    with refusals():
        fingerprint = asyncio.run(renew_keys(settings.load(), service, organization))
    typer.echo(f"{service}：已更换 {organization} 的密钥，新指纹 {fingerprint}")
