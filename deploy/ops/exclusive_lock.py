"""Exclusive work on the database of a service that is stopped: the command acquires the lease of the service."""

import asyncio
import os
import secrets
from asyncio import Event
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TypeVar

from deploy.ops.refusals import CommandRefusedError
from shared.messaging.lease import COMMITTEE, Lease
from shared.storage.database import Database

T = TypeVar("T")

_POLL_SECONDS = 0.5


async def exclusive(service: str, database: Database, work: Callable[[], Awaitable[T]]) -> T:
    """Runs the work while no process of the service can start; raises `CommandRefusedError` if one is running.

    The lease of a killed process expires after a few seconds; this function waits for it.
    """
    async with AsyncExitStack() as stack:
        lease = await lease_of_stopped(service, database)
        stack.push_async_callback(lease.release)
        done: list[T] = []
        stop = Event()

        async def task(_lease_lost: Event) -> None:
            try:
                done.append(await work())
            finally:
                stop.set()

        await lease.guard(task, stop)
        if not done:
            raise CommandRefusedError(f"{service} 的数据库被另一个进程接管，没有完成：请停止该服务的全部进程后再试。")
        return done[0]


async def lease_of_stopped(service: str, database: Database) -> Lease:
    """Returns the acquired lease of a service without running processes; it expires after `Lease.seconds`."""
    lease = Lease(database, COMMITTEE, f"deploy-{os.getpid()}-{secrets.token_hex(4)}")
    clock = asyncio.get_running_loop().time
    deadline = clock() + lease.seconds + _POLL_SECONDS
    while not await lease.acquire():
        if clock() > deadline:
            raise CommandRefusedError(f"{service} 正在运行：请先停止该服务的全部进程，再执行本命令。")
        await asyncio.sleep(_POLL_SECONDS)
    return lease
