"""Texts of opinion reports are encrypted in the database, are read as before, and are converted by a command in both directions."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from deploy.ops.refusals import CommandRefusedError
from deploy.ops.text_conversion import convert_texts
from deploy.settings import DeploySettings
from shared.committee.autosaves import Autosave, autosaves, put
from shared.committee.encryption.texts import TextEncryption, UnreadableTextError, text_keys
from shared.committee.kinds.catalogue import RESTRICTED
from shared.committee.matter_texts import of
from shared.committee.tables import matter_texts
from shared.storage.database import Database, service_tables
from shared.storage.preparation import UnusableDatabaseError, prepare_or_exit
from tests.committee.forwarding import COUNTY, approved, arrived, brought_up, clerk, collected
from tests.committee.migrated import mark_migrated
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import SECRET, ServiceClient, ServiceClients, open_service
from tests.support import backends

SEC, MEMBER = clerk(COUNTY), f"{COUNTY}-member"
CONTENT, AUTHOR, TYPED = "密水井口的红灯笼已熄灭", "欧阳秋水", "还没有写完的催办理由"
MANY = 21
"""More reports than the command converts in one transaction."""


def stored_files(service: ServiceClient, folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.glob(f"{service.name}.db*")))


async def stored(service: ServiceClient, folder: Path) -> bytes:
    """Returns everything that the service database contains: the bytes of its files, or every row as a text."""
    if not backends.are_real():
        return stored_files(service, folder)
    rows: list[object] = []
    async with service.context.service.reading() as connection:
        for table in service_tables.sorted_tables:
            rows += (await connection.execute(select(table))).all()
    return repr(rows).encode()


def plain_in(content: bytes) -> list[str]:
    return [text for text in (CONTENT, AUTHOR, TYPED) if text.encode() in content]


def settings_of(service: ServiceClient, folder: Path, *, encrypt: bool) -> DeploySettings:
    """Returns the settings of the command for the databases of the tests."""
    url = service.context.service.url
    database = None if url.startswith("sqlite") else url.replace(service.name, "{service}")
    return DeploySettings(var=folder, encrypt_texts=encrypt, database=database)


async def convert(service: ServiceClient, folder: Path, *, encrypt: bool, stop: bool = False) -> int:
    def show(done: int, behind: int | None) -> None:  # noqa: ARG001 - called by their names
        if stop:
            raise KeyboardInterrupt

    return await convert_texts(settings_of(service, folder, encrypt=encrypt), service.name, show)


async def typed(service: ServiceClient, id: str) -> None:
    """Sends what the script of a form sends: a text that is not submitted yet."""
    page = PageClient(service, SEC)
    fields = page.fields(await page.get(f"/opinions/{id}"), "edit")
    assert (await page.post(f"/opinions/{id}/autosave", fields | {"content": [TYPED]})).status_code == 200


@pytest.fixture
async def plain(connected: ServiceClients, tmp_path: Path) -> AsyncIterator[ServiceClient]:
    """Yields the county's service without encryption, with a report and an autosaved text, and its secret for the command."""
    (tmp_path / "county.secret").write_bytes(SECRET)
    await mark_migrated([connected.county])
    async with open_service("county", tmp_path, tokens=connected.county.tokens) as service:
        id = await collected(service, COUNTY, content=CONTENT, authors=[AUTHOR])
        await typed(service, id)
        yield service


async def test_no_text_of_a_report_is_in_the_database_and_its_page_shows_it(
    connected: ServiceClients, tmp_path: Path
) -> None:
    service = connected.county
    id = await collected(service, COUNTY, content=CONTENT, authors=[AUTHOR])
    page = PageClient(service, SEC)
    refused = await page.run_command(await page.get(f"/opinions/{id}"), "edit", content=TYPED, title="路灯\u200b坏了")
    assert "零宽空格" in refused.text
    assert TYPED in refused.text
    await typed(service, id)
    shown = await service.get(f"/opinions/{id}", SEC)
    assert (shown["content"], shown["authors"]) == (CONTENT, [AUTHOR])
    assert TYPED in (await page.get(f"/opinions/{id}")).text
    content = await stored(service, tmp_path)
    assert plain_in(content) == []
    assert shown["title"].encode() in content  # not encrypted: docs/security.md names it


async def test_a_text_does_not_open_in_another_row_or_with_another_secret(connected: ServiceClients) -> None:
    service, database = connected.county, connected.county.context.service
    first, second = [await collected(service, COUNTY, content=each) for each in ("甲", "乙")]
    here = matter_texts.c.name == "content"
    query = select(matter_texts.c.text).where(matter_texts.c.matter == first, here)
    async with database.transaction() as connection:
        moved = await connection.scalar(query)
        await connection.execute(update(matter_texts).where(matter_texts.c.matter == second, here).values(text=moved))
    async with database.reading() as connection:
        assert (await of(connection, first))[1]["content"] == "甲"
        with pytest.raises(UnreadableTextError):
            await of(connection, second)
    for encryption in (TextEncryption(b"x" * 32, RESTRICTED), TextEncryption()):
        other = Database(database.url, options=encryption.options)
        async with other.reading() as connection:
            with pytest.raises(UnreadableTextError):
                await of(connection, first)
            with pytest.raises(UnusableDatabaseError, match="恢复原来的密钥文件"):
                await encryption.check(connection)
        await other.close()


async def test_a_service_does_not_start_with_another_secret(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url, read = (f"sqlite+aiosqlite:///{tmp_path}/{name}.db" for name in ("county", "read"))
    database = Database(url)
    first = TextEncryption(SECRET, RESTRICTED)
    await _prepared(url, read, first)
    async with database.transaction() as connection:
        await first.ciphers(connection, [f"{COUNTY}-o-2026-1"], create=True)
    await database.close()
    await _prepared(url, read, first)
    with pytest.raises(SystemExit):
        await _prepared(url, read, TextEncryption(b"x" * 32))
    assert "请恢复原来的密钥文件" in capsys.readouterr().err


async def _prepared(url: str, read: str, encryption: TextEncryption) -> None:
    await asyncio.to_thread(prepare_or_exit, url, read, encryption.check)


async def test_a_data_key_of_a_transaction_that_is_rolled_back_is_not_used(connected: ServiceClients) -> None:
    service, database = connected.county, connected.county.context.service
    encryption, matter = TextEncryption(SECRET, RESTRICTED), f"{COUNTY}-o-2026-1"
    async with database.reading() as connection:  # is rolled back at its end
        await encryption.ciphers(connection, [matter], create=True)
    async with database.reading() as connection:
        assert (await connection.execute(select(text_keys))).all() == []
        with pytest.raises(UnreadableTextError):
            await encryption.ciphers(connection, [matter])
    id = await collected(service, COUNTY, content=CONTENT)
    assert (await service.get(f"/opinions/{id}", SEC))["content"] == CONTENT


async def test_a_report_is_found_by_title_number_and_unit_and_not_by_its_text(connected: ServiceClients) -> None:
    service = connected.county
    id = await approved(service, COUNTY, await collected(service, COUNTY, content=CONTENT, authors=[AUTHOR]))
    await service.post(f"/opinions/{id}/adopt", SEC)
    await service.post(f"/opinions/{id}/refer", SEC, unit="县教育局")
    number = int(id.rpartition("-")[2])
    for asked, found in (("路灯", 1), (f"第{number}号", 1), ("教育局", 1), ("红灯笼", 0), (AUTHOR, 0)):
        assert (await service.get("/opinions", SEC, q=asked))["total"] == found, asked
    page = PageClient(service, SEC)
    assert "文本已加密，不能查找" in words(await page.get("/opinions"))
    assert "文本已加密" not in words(await page.get("/proposals"))


async def test_the_matters_that_name_a_member_are_listed_from_encrypted_texts_too(connected: ServiceClients) -> None:
    service = connected.county
    member = (await service.post("/members", SEC, name=AUTHOR, sector="教育"))["id"]
    ids = [await collected(service, COUNTY, **each) for each in ({"authors": [AUTHOR]}, {"content": f"由{AUTHOR}反映"})]
    await collected(service, COUNTY, content="与他人有关")
    data = await service.get(f"/members/{member}/personal-data", "administrator")
    assert data["mentions"] == sorted(ids)


async def test_an_autosaved_text_is_readable_in_the_personal_data(connected: ServiceClients) -> None:
    service = connected.county
    member = (await service.post("/members", SEC, name=AUTHOR, sector="教育"))["id"]
    await service.post(f"/members/{member}/link", "administrator", account=MEMBER)
    saved = Autosave("1", {"content": TYPED}, service.context.now())
    id = await collected(service, COUNTY)
    async with service.context.service.transaction() as connection:
        await put(connection, id, MEMBER, "edit", saved)
    data = await service.get(f"/members/{member}/personal-data", "administrator")
    (row,) = data["rows"]["autosaves"]
    assert TYPED in row["texts"]


async def test_the_command_encrypts_what_is_stored_and_restores_it(plain: ServiceClient, tmp_path: Path) -> None:
    assert plain_in(await stored(plain, tmp_path)) == [CONTENT, AUTHOR, TYPED]
    before = await plain.get("/opinions", SEC, q="红灯笼")
    assert await convert(plain, tmp_path, encrypt=True) > 0
    assert plain_in(await stored(plain, tmp_path)) == []
    async with open_service("county", tmp_path, tokens=plain.tokens, encrypts_texts=True) as service:
        assert (await service.get("/opinions", SEC, q="红灯笼"))["total"] == 0
    assert await convert(plain, tmp_path, encrypt=True) == 0
    assert await convert(plain, tmp_path, encrypt=False) > 0
    assert plain_in(await stored(plain, tmp_path)) == [CONTENT, AUTHOR, TYPED]
    assert await plain.get("/opinions", SEC, q="红灯笼") == before
    async with plain.context.service.reading() as connection:
        for table in (matter_texts, autosaves):
            assert set(await connection.scalars(select(table.c.encrypted))) == {0}


async def test_an_interrupted_command_leaves_readable_texts_and_is_executed_again(
    plain: ServiceClient, tmp_path: Path
) -> None:
    ids = [await collected(plain, COUNTY, title=f"第{each}条路", content=f"内容{each}") for each in range(MANY)]
    with pytest.raises(KeyboardInterrupt):
        await convert(plain, tmp_path, encrypt=True, stop=True)
    async with plain.context.service.reading() as connection:
        assert set(await connection.scalars(select(matter_texts.c.encrypted))) == {0, 1}
    for each, id in enumerate(ids):
        assert (await plain.get(f"/opinions/{id}", SEC))["content"] == f"内容{each}"
    assert await convert(plain, tmp_path, encrypt=True) > 0
    async with plain.context.service.reading() as connection:
        assert set(await connection.scalars(select(matter_texts.c.encrypted))) == {1}
    for each, id in enumerate(ids):
        assert (await plain.get(f"/opinions/{id}", SEC))["content"] == f"内容{each}"


async def test_the_command_refuses_another_secret(plain: ServiceClient, tmp_path: Path) -> None:
    await convert(plain, tmp_path, encrypt=True)
    (tmp_path / "county.secret").write_bytes(b"x" * 32)
    with pytest.raises(CommandRefusedError, match="恢复原来的密钥文件"):
        await convert(plain, tmp_path, encrypt=False)


async def test_what_is_sent_to_another_committee_is_encrypted_there_too(
    connected: ServiceClients, tmp_path: Path
) -> None:
    ids = await brought_up(connected, "520603202", COUNTY)
    assert await arrived(connected.county, COUNTY) == ids[-1]
    shown = await connected.county.get(f"/opinions/{ids[-1]}", SEC)
    assert shown["content"].startswith("三个月无人修理")
    for service in (connected.township, connected.county):
        assert "三个月无人修理".encode() not in await stored(service, tmp_path)
