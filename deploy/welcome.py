"""What happens once everything is ready: the demonstration is loaded, and the user learns where to log in."""

from dataclasses import dataclass

from deploy.console import Console
from deploy.demo.accounts import SHOWN
from deploy.demonstration import Demonstration
from deploy.plan import Deployment
from deploy.processes import Processes


@dataclass(frozen=True, kw_only=True)
class Welcome:
    deployment: Deployment
    console: Console
    processes: Processes

    async def say(self) -> None:
        """Returns when the demonstration is loaded, or will not be this time."""
        self.console.say("全部就绪，按 Ctrl-C 停止。")
        settings = self.deployment.settings
        if self.deployment.demo and not self._demonstration.is_loaded:
            loaded = await self._demonstration.load()
            self.console.say("演示数据已载入。" if loaded else "演示数据没有载入完：重新启动后会从中断处继续。")
        one = settings.demo_password is not None
        self.console.accounts(settings.folder / "accounts.txt", shown=SHOWN, one_password=one)

    @property
    def _demonstration(self) -> Demonstration:
        return Demonstration(
            command=self.deployment.command("demo"),
            environment=self.deployment.environment(),
            folder=self.deployment.settings.folder,
            processes=self.processes,
            say=self.console.say,
        )
