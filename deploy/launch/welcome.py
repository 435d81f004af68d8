"""The actions after the start: loads the demonstration, and prints where the user can log in."""

from dataclasses import dataclass

from deploy.demo.accounts import SHOWN
from deploy.launch.console import Console
from deploy.launch.demonstration import DemoLoader
from deploy.launch.plan import Deployment
from deploy.launch.processes import Processes


@dataclass(frozen=True, kw_only=True)
class Welcome:
    deployment: Deployment
    console: Console
    processes: Processes

    async def report(self) -> None:
        """Loads the demonstration, unless it is loaded or not wanted, and prints the accounts. Returns also when loading has failed."""
        self.console.report("全部就绪，按 Ctrl-C 停止。")
        settings = self.deployment.settings
        if self.deployment.demo and not self._demonstration.is_loaded:
            loaded = await self._demonstration.load()
            self.console.report("演示数据已载入。" if loaded else "演示数据没有载入完：重新启动后会从中断处继续。")
        one = settings.demo_password is not None
        self.console.accounts(settings.folder / "accounts.txt", shown=SHOWN, one_password=one)

    @property
    def _demonstration(self) -> DemoLoader:
        return DemoLoader(
            command=self.deployment.command("demo"),
            environment=self.deployment.environment(),
            folder=self.deployment.settings.folder,
            processes=self.processes,
            report=self.console.report,
        )
