"""An HTTP client with minimal cost, so that the service is measured."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any


class Wire:
    """A persistent connection."""

    def __init__(self, host: str, port: int, headers: Mapping[str, str]) -> None:
        self._address = (host, port)
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, body: Mapping[str, Any]) -> int:
        """Sends a POST and returns the status of the response."""
        reader, writer = self._streams = self._streams or await asyncio.open_connection(*self._address)
        content = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: {self._address[0]}\r\nContent-Type: application/json\r\n{self._headers}"
        writer.write(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)
        answered = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        size = next(
            int(line.partition(":")[2]) for line in answered.split("\r\n") if line.startswith("content-length:")
        )
        await reader.readexactly(size)
        return int(answered.split(" ", 2)[1])

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None
