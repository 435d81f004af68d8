"""Databases for tests: files of SQLite, or with `--parts real` databases of one PostgreSQL server of the test run."""

import asyncio
import atexit
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from shutil import copytree
from uuid import uuid4

from tests.support import backends
from tests.support.postgres import Postgres

_names: dict[tuple[Path, str], str] = {}
"""Folder and file name of a database -> its name in PostgreSQL."""


def database_url(folder: Path, name: str) -> str:
    """Returns the URL of the database of this name that belongs to the folder: the same one each time."""
    if not backends.are_real():
        return f"sqlite+aiosqlite:///{folder}/{name}.db"
    return _url(folder, name) if (folder, name) in _names else _make(folder, name, like="template1")


def service_databases(name: str, services: Iterable[str]) -> str:
    """Creates an empty database in PostgreSQL for each service and returns their URL; `name` and URL contain {service}."""
    for service in services:
        _create(name.replace("{service}", service), like="template1")
    return _server().url(name)


def copy_databases(source: Path, folder: Path) -> None:
    """Copies all databases that belong to one folder to another one; nobody may be connected to them."""
    if not backends.are_real():
        copytree(source, folder, dirs_exist_ok=True)
    for of, name in [each for each in _names if each[0] == source]:
        _make(folder, name, like=_names[of, name])


def _make(folder: Path, name: str, *, like: str) -> str:
    _names[folder, name] = f"{name}-{uuid4().hex}"
    _create(_names[folder, name], like=like)
    return _url(folder, name)


def _create(name: str, *, like: str) -> None:
    with ThreadPoolExecutor(1) as thread:  # the event loop of the caller may be running
        thread.submit(asyncio.run, _server().database(name, like=like)).result()


def _url(folder: Path, name: str) -> str:
    return _server().url(_names[folder, name])


@cache
def _server() -> Postgres:
    server = Postgres()
    server.start()
    atexit.register(server.close)
    return server
