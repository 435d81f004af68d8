"""`python -m deploy`: one command a file, in `deploy/commands/`. A command imports what it needs when it runs."""

import typer

from deploy.commands.accounts import accounts
from deploy.commands.acls import acls
from deploy.commands.audit import audit
from deploy.commands.contracts import contracts
from deploy.commands.dead_letters import app as dead_letters
from deploy.commands.demo import demo
from deploy.commands.migrate import migrate
from deploy.commands.reconcile import reconcile
from deploy.commands.replay import app as replay
from deploy.commands.restored import restored
from deploy.commands.run import run
from deploy.commands.secrets import secrets
from deploy.commands.topics import topics
from shared.storage.private import make_files_private

app = typer.Typer(
    name="python -m deploy",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(help="联席的部署与维护命令。")
def begin() -> None:
    """Runs before every command."""
    make_files_private()


for command in (run, secrets, acls, topics, migrate, accounts, demo, reconcile, audit, restored, contracts):
    app.command()(command)
app.add_typer(replay, name="replay")
app.add_typer(dead_letters, name="dead-letters")

if __name__ == "__main__":
    app(prog_name="python -m deploy")
