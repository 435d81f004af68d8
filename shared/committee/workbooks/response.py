"""The response that downloads a file."""

import asyncio
from collections.abc import AsyncIterator
from typing import IO
from urllib.parse import quote

from fastapi.responses import StreamingResponse

_CHUNK = 64 * 1024


def download(file: IO[bytes], media_type: str, *, name: str, title: str) -> StreamingResponse:
    """Returns the response that sends the file and closes it. `name`: the ASCII name of the file; `title`: its name in Chinese."""
    length = file.seek(0, 2)
    headers = {
        "Content-Disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(title)}",
        "Content-Length": str(length),
    }
    return StreamingResponse(_chunks(file), media_type=media_type, headers=headers)


async def _chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    try:
        file.seek(0)
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk
    finally:
        file.close()
