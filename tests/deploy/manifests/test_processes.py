"""Everything that docker-compose.yml starts comes up as plain processes: the same commands, settings, secrets and health checks."""

from collections.abc import Iterator

import asyncpg
import httpx
import pytest

from deploy import ports
from tests.deploy.manifests.composed import ONCE, OURS
from tests.deploy.manifests.containers import Containers

pytestmark = [pytest.mark.full, pytest.mark.timeout(900)]

RUNNING = [name for name in OURS if name not in ONCE]


@pytest.fixture(scope="module")
def containers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Containers]:
    started = Containers(tmp_path_factory.mktemp("containers"))
    try:
        for name in RUNNING:
            started.up(name)
        yield started
    finally:
        started.down()


@pytest.mark.parametrize("name", ["kafka", "postgres", *RUNNING])
def test_its_health_check_says_that_it_is_healthy(containers: Containers, name: str) -> None:
    containers.wait_for_health(name)


@pytest.mark.parametrize("service", ports.SERVICES)
def test_the_administrator_logs_in_with_the_password_of_the_secret(containers: Containers, service: str) -> None:
    accounts = (containers.folder / "secrets" / "accounts.txt").read_text(encoding="ascii")
    account, password = next(line.split() for line in accounts.splitlines() if line.startswith(service))
    url = f"http://127.0.0.1:{containers.port(service)}/api/v1/sessions"
    answer = httpx.post(url, json={"account": account, "password": password}, timeout=60, trust_env=False)
    assert answer.is_success, answer.text


def test_the_operator_reconciles_all_figures(containers: Containers) -> None:
    containers.up("operator")
    assert "不一致 0，待发事件 0" in containers.log("operator").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ("audit",),
        ("dead-letters", "list"),
        ("replay", "events", "county", "--yes"),
    ],
)
def test_the_operator_runs_other_commands_in_the_same_container(containers: Containers, words: tuple[str, ...]) -> None:
    completed = containers.run("operator", "python", "-m", "deploy", *words)
    assert completed.returncode == 0, completed.stderr


async def test_a_service_enters_no_database_but_its_own(containers: Containers) -> None:
    password = (containers.folder / "secrets" / "database-city").read_text(encoding="ascii").strip()
    place = {"host": "127.0.0.1", "port": containers.postgres.port, "user": "lianxi_city"}
    own = await asyncpg.connect(**place, password=password, database="lianxi_city")
    await own.close()
    for other in ("lianxi_county", "postgres"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(**place, password=password, database=other)
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(**place, password="guessed", database="lianxi_city")


@pytest.mark.parametrize("name", RUNNING[::-1])
def test_it_ends_in_good_order_when_it_is_asked_to(containers: Containers, name: str) -> None:
    assert containers.end(name) == 0


def test_the_operator_puts_right_what_is_stopped(containers: Containers) -> None:
    for words in (("replay", "reports", "county"), ("replay", "directory", "county"), ("restored", "county", "--yes")):
        completed = containers.run("operator", "python", "-m", "deploy", *words)
        assert completed.returncode == 0, completed.stderr


@pytest.mark.parametrize("name", ["tally-1", "tally-2", "rollup"])
def test_a_worker_that_is_stopped_forgets_its_checkpoints(containers: Containers, name: str) -> None:
    """Where its volume is: in its own container, not in that of the operator."""
    words = ("python", "-m", "deploy", "replay", "aggregation", "--yes", "--force")
    completed = containers.run(name, *words)
    assert (completed.returncode, "已删除" in completed.stdout) == (0, True), completed.stdout + completed.stderr
    assert "什么都没有删除" in containers.run("operator", *words[:-1]).stdout
