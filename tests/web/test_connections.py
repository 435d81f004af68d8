"""How many connections one site may have."""

import asyncio

import pytest
import uvicorn
from fastapi import FastAPI
from uvicorn.server import ServerState

from shared.web.connections import protocol
from shared.web.limits import Limits


class Transport(asyncio.Transport):
    """A connection from an address; keeps what is sent to it."""

    def __init__(self, address: str) -> None:
        super().__init__({"peername": (address, 40_000)})
        self.sent = b""
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent += data

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


@pytest.mark.parametrize(
    ("form", "other"),
    [("2001:db8::{:x}", "2001:db8:0:1::1"), ("192.0.2.1", "192.0.2.2"), ("::ffff:192.0.2.1", "::ffff:192.0.2.2")],
)
async def test_the_connections_of_one_site_are_limited(form: str, other: str) -> None:
    config, state = uvicorn.Config(FastAPI(), ws="none", log_config=None), ServerState()
    most = Limits().connections_per_address
    connected = protocol(Limits(), by_address=True)
    opened = []
    for address in [*(form.format(number) for number in range(1, most + 2)), other]:
        connection, transport = connected(config, state, {}), Transport(address)
        connection.connection_made(transport)
        opened.append((connection, transport))
    refused = [transport.closed for _, transport in opened]
    for connection, _ in opened:
        connection.connection_lost(None)
    assert refused == [False] * most + [True, False]
    head = opened[most][1].sent.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert b" 503 " in head[0]
    assert b"Connection: close" in head
