"""`/docs`: the interactive API documentation, from a package and not from a CDN, without inline scripts."""

from functools import cache
from pathlib import Path

from fastapi import APIRouter, Response
from swagger_ui_bundle import swagger_ui_path

from shared.domain.errors import NotFoundError
from shared.web.actor import Public

_OURS = Path(__file__).with_name("docs_page")
_FILES: dict[str, tuple[Path, str]] = {
    "start.js": (_OURS / "start.js", "text/javascript; charset=utf-8"),
    "swagger-ui-bundle.js": (Path(swagger_ui_path) / "swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
    "swagger-ui.css": (Path(swagger_ui_path) / "swagger-ui.css", "text/css; charset=utf-8"),
    "favicon-32x32.png": (Path(swagger_ui_path) / "favicon-32x32.png", "image/png"),
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""The viewer sets style attributes; scripts come from files only."""

router = APIRouter(include_in_schema=False, dependencies=[Public])


@router.get("/docs")
async def page() -> Response:
    """The page."""
    content = _read(_OURS / "index.html")
    return Response(content, headers={"Content-Security-Policy": _POLICY}, media_type="text/html; charset=utf-8")


@router.get("/docs/{name}")
async def file(name: str) -> Response:
    """One of the files that the page needs."""
    if name not in _FILES:
        raise NotFoundError("unknown-file", f"没有文件{name}")
    path, media_type = _FILES[name]
    return Response(_read(path), headers={"Cache-Control": "public, max-age=3600"}, media_type=media_type)


@cache
def _read(path: Path) -> bytes:
    return path.read_bytes()
