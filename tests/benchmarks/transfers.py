"""The seconds of an opinion report from a township through county and city to the province, and of the answer back to the township.

Everything is as in production: services in processes of their own, Apache Kafka and PostgreSQL. Clerks act at once.
"""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from deploy.demo.matter_scripts import DemoPlace
from tests.support import backends
from tests.support.demonstration import start_demonstration
from tests.support.system import System

_POLL_SECONDS = 0.01
_LATEST_SECONDS = 60.0
T = TypeVar("T")


_CHAIN = (
    DemoPlace("520603202", "township"),
    DemoPlace("520603", "county"),
    DemoPlace("520600", "city"),
    DemoPlace("520000", "region"),
)
"""The organizations from the township to the province, whose secretariats act."""


class Travel(NamedTuple):
    """The seconds of one report. `hops`: from the answer to `forward` until the next level has it; `whole`: with all that clerks do."""

    hops: tuple[float, ...]
    whole: float


def measure(folder: Path, count: int) -> list[Travel]:
    """Sends reports one after the other, in a system with the demonstration; the first ones, when nothing is cached, are left out."""
    backends.choose("real")
    system = start_demonstration(folder / "system", folder / "copy")
    try:
        return [_travel(system, number) for number in range(count + 3)][3:]
    finally:
        system.close()


def _travel(system: System, number: int) -> Travel:
    title = f"关于基准的信息第{number}件"
    bottom, *above = _CHAIN
    id = _post(system, bottom, "/opinions", title=title, content="正文", channel="window")["id"]
    begun = _sent(system, bottom, id)
    hops, sent = [], begun
    for client in above:
        id_here = _awaited(partial(_received, system, client, title))
        hops.append(time.perf_counter() - sent)
        transfers = _get(system, client, "/transfers", side="in", q=id_here)["items"]
        (transfer,) = [each["id"] for each in transfers if each["matter"] == id_here]
        _post(system, client, f"/transfers/{transfer}/accept")
        if client is not above[-1]:
            sent = _sent(system, client, id_here)
    _awaited(lambda: (above[-1].organization, "collected") in _elsewhere(system, bottom, id) or None)
    return Travel(tuple(hops), time.perf_counter() - begun)


def _sent(system: System, client: DemoPlace, id: str) -> float:
    """Signs a report and forwards it to the level above; returns when the answer was there."""
    _post(system, client, f"/opinions/{id}/edit", content="正文（已编辑）")
    _post(system, client, f"/opinions/{id}/approve")
    _post(system, client, f"/opinions/{id}/forward")
    return time.perf_counter()


def _received(system: System, client: DemoPlace, title: str) -> str | None:
    items = _get(system, client, "/opinions", q=title, status="delivered")["items"]
    return next((each["id"] for each in items if each["title"] == title), None)


def _elsewhere(system: System, client: DemoPlace, id: str) -> set[tuple[str, str]]:
    history = _get(system, client, f"/opinions/{id}/history")
    return {(each["organization"], each["state"]) for each in history["derived"]}


def _awaited(find: Callable[[], T | None]) -> T:
    latest = time.perf_counter() + _LATEST_SECONDS
    while (found := find()) is None:
        assert time.perf_counter() < latest, "the report did not arrive"
        time.sleep(_POLL_SECONDS)
    return found


def _post(system: System, client: DemoPlace, path: str, **body: Any) -> Any:
    return system.post(client.service, path, client.account, **body)


def _get(system: System, client: DemoPlace, path: str, **params: Any) -> Any:
    return system.get(client.service, path, client.account, **params)
