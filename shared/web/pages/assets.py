"""`/static/…`: stylesheets, scripts and images of the pages. An address contains the hash of its content, so it can be cached for ever."""

import gzip
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request, Response

from shared.domain.errors import NotFoundError
from shared.web.actor import Public

FOLDER = Path(__file__).with_name("static")
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_A_WHILE = "public, max-age=3600"


class Asset:
    """One static file, which is read and compressed once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def media_type(self) -> str:
        return _TYPES[self._path.suffix]

    @cached_property
    def content(self) -> bytes:
        return self._path.read_bytes()

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.content, mtime=0)

    @cached_property
    def version(self) -> str:
        return sha256(self.content).hexdigest()[:12]


def assets_in(folder: Path) -> dict[str, Asset]:
    """Returns every servable file of a folder, by its path below the folder."""
    files = [path for path in folder.rglob("*") if path.suffix in _TYPES]
    return {path.relative_to(folder).as_posix(): Asset(path) for path in files}


ASSETS = assets_in(FOLDER)

router = APIRouter(include_in_schema=False, dependencies=[Public])


@router.get("/static/{name:path}")
async def asset(request: Request, name: str, v: str = "") -> Response:
    """Returns a static file; it is cached for ever when `v` is its present hash."""
    found = ASSETS.get(name)
    if found is None:
        raise NotFoundError("unknown-file", f"没有文件{name}")
    headers = {"Cache-Control": _FOR_EVER if v == found.version else _FOR_A_WHILE, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(found.compressed, headers=headers | {"Content-Encoding": "gzip"}, media_type=found.media_type)
    return Response(found.content, headers=headers, media_type=found.media_type)


def address(name: str) -> str:
    """Returns the address of a file, with its hash when it is installed; the request of one that is not leads to 404."""
    found = ASSETS.get(name)
    return f"/static/{name}?v={found.version}" if found else f"/static/{name}"
