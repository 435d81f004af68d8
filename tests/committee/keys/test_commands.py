"""The operator lists, pins, accepts and renews keys; each change is in the audit log of the service."""

import asyncio
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from typer.testing import CliRunner, Result

from deploy.commands.keys import app
from tests.committee.migrated import mark_migrated
from tests.committee.service_clients import SECRET, ServiceClient, ServiceClients
from tests.committee.test_audit_log import recorded

COUNTY, CITY = "520603", "520600"


@pytest.fixture
async def connected(connected: ServiceClients) -> ServiceClients:
    """Returns the services with databases that are marked as migrated, as commands expect."""
    await mark_migrated(connected.all)
    return connected


async def run(folder: Path, *words: str) -> Result:
    """Runs a command as an operator does, beside the services whose databases are in this folder."""
    (folder / "county.secret").write_bytes(SECRET)
    return await asyncio.to_thread(CliRunner().invoke, app, words, env={"LIANXI_VAR": str(folder)})


async def listed(folder: Path, service: str, organization: str) -> list[list[str]]:
    """Returns fingerprint, version, state and reason of each known key."""
    result = await run(folder, "list", service, organization)
    assert result.exit_code == 0, result.output
    return [line.split()[1:] for line in result.output.splitlines() if line.startswith(organization)]


async def commands(service: ServiceClient) -> list[str]:
    return [subject for _, action, subject, _ in await recorded(service) if action == "operator_command"]


async def test_renewed_keys_are_listed_as_confirmed_elsewhere(connected: ServiceClients, tmp_path: Path) -> None:
    (before,) = await listed(tmp_path, "city", COUNTY)
    done = await run(tmp_path, "renew", "county", COUNTY)
    assert done.exit_code == 0, done.output
    await connected.deliver()
    assert [(key[0], key[2]) for key in await listed(tmp_path, "city", COUNTY)] == [
        (before[0], "未确认"),
        (done.output.split()[-1], "已确认"),
    ]
    assert await commands(connected.county) == [f"keys renew {COUNTY}"]


async def test_a_pinned_key_is_the_one_that_the_service_trusts(connected: ServiceClients, tmp_path: Path) -> None:
    other = bytes(SigningKey.generate().verify_key).hex()
    assert (await run(tmp_path, "trust", "county", CITY, other)).exit_code == 0
    assert [key[2] for key in await listed(tmp_path, "county", CITY)] == ["未确认"]
    (published,) = await listed(tmp_path, "county", CITY)
    assert (await run(tmp_path, "trust", "county", CITY, published[0])).exit_code == 0
    assert [key[2:] for key in await listed(tmp_path, "county", CITY)] == [["已确认", "管理员固定"]]
    assert await commands(connected.county) == [f"keys trust {CITY} {each}" for each in (other, published[0])]


async def test_an_accepted_key_is_endorsed_by_the_keeper_with_the_reason(
    connected: ServiceClients, tmp_path: Path
) -> None:
    (published,) = await listed(tmp_path, "city", COUNTY)
    done = await run(tmp_path, "accept", "city", COUNTY, published[0], "--reason", "已电话核实")
    assert (done.exit_code, f"由 {CITY} 的公钥记录告知各服务" in done.output) == (0, True)
    assert [key[-1] for key in await listed(tmp_path, "city", COUNTY)] == ["告知各服务：已电话核实"]
    assert await commands(connected.city) == [f"keys accept {COUNTY} {published[0]}"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("renew", "county", CITY), f"{CITY} 在本服务没有密钥"),
        (("renew", "city", CITY), "city.secret：不能读取服务的密钥文件"),
        (("trust", "county", CITY, "3b6a"), "指纹 3b6a 须为64位十六进制数"),
        (("accept", "city", COUNTY, "00" * 32, "--reason", "已电话核实"), f"{COUNTY} 没有公布过密钥"),
        (("accept", "city", COUNTY, "00" * 32, "--reason", " "), "请写明原因"),
    ],
)
async def test_what_cannot_be_done_is_one_sentence_and_not_recorded(
    connected: ServiceClients, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    refused = await run(tmp_path, *words)
    assert (refused.exit_code, sentence in refused.output) == (1, True), refused.output
    assert [await commands(service) for service in connected.all] == [[]] * 4
