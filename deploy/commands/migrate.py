"""`migrate`: creates the tables of every service, or upgrades them to this version."""

import typer


def migrate() -> None:
    """建立或升级各服务的数据表。"""
    import asyncio

    from deploy import settings
    from deploy.ops.command_log import record_command
    from deploy.ops.databases import SERVICES, databases
    from deploy.ops.refusals import refusals
    from shared.storage.migrations.migration import migrate as bring_up_to_date
    from shared.storage.private import private_folder

    async def all_services(given: settings.DeploySettings) -> None:
        private_folder(given.folder)
        for service in SERVICES:
            async with databases(given, service) as opened:
                await bring_up_to_date(opened.service, "service")
                await bring_up_to_date(opened.read, "read")
                await record_command(opened.service, "migrate")
            typer.echo(f"{service}：数据表已是本版本的")

    with refusals():
        asyncio.run(all_services(settings.load()))
