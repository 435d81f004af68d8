"""`python -m deploy`: one command a file, in `deploy/commands/`. A command imports its own modules when it runs."""

from typing import Annotated

import typer

from deploy.commands.accounts import accounts
from deploy.commands.acls import acls
from deploy.commands.audit import audit
from deploy.commands.audit_log import app as audit_log
from deploy.commands.backup import backup
from deploy.commands.contracts import contracts
from deploy.commands.convert_texts import convert_texts
from deploy.commands.dead_letters import app as dead_letters
from deploy.commands.demo import demo
from deploy.commands.keys import app as keys
from deploy.commands.migrate import migrate
from deploy.commands.move import move
from deploy.commands.reconcile import reconcile
from deploy.commands.replay import app as replay
from deploy.commands.reset_access import reset_access
from deploy.commands.restore import restore
from deploy.commands.restored import restored
from deploy.commands.run import run
from deploy.commands.secrets import secrets
from deploy.commands.strimzi import strimzi
from deploy.commands.topics import topics
from shared.storage.private import make_files_private
from shared.telemetry.build import VERSION

app = typer.Typer(
    name="python -m deploy",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer passes the value of the flag
    """Prints the version and ends the process, if `--version` was given."""
    if wanted:
        typer.echo(VERSION)
        raise typer.Exit


_Version = Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="显示版本")]


@app.callback(help="联席的部署与维护命令。")
def begin(*, version: _Version = False) -> None:  # noqa: ARG001 - typer calls the callback of the option
    """Makes new files private; typer calls it before every command."""
    make_files_private()


for command in (
    run,
    secrets,
    acls,
    topics,
    strimzi,
    migrate,
    accounts,
    reset_access,
    demo,
    reconcile,
    audit,
    backup,
    restore,
    restored,
    move,
    convert_texts,
    contracts,
):
    app.command()(command)
app.add_typer(audit_log, name="audit-log")
app.add_typer(replay, name="replay")
app.add_typer(keys, name="keys")
app.add_typer(dead_letters, name="dead-letters")

if __name__ == "__main__":
    app(prog_name="python -m deploy")
