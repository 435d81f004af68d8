"""The version of a matter as an `ETag`: `"1-3"` is epoch 1, sequence 3. `If-Match` is optional; a stale one leads to 412."""

import re
from typing import NamedTuple

from fastapi import Request

from shared.domain.errors import invalid
from shared.web.problem import HttpRefusedError

_TAG = re.compile(r'(?:W/)?"([^"\x00-\x20]*)"')
_LIST = re.compile(r'\s*(?:W/)?"[^"]*"(?:\s*,\s*(?:W/)?"[^"]*")*\s*')
_VERSION = re.compile(r"([0-9]{1,9})-([0-9]{1,9})", re.ASCII)


class SeenVersion(NamedTuple):
    """A version of a matter; later versions are greater."""

    epoch: int
    sequence: int


def version_of(text: str) -> SeenVersion | None:
    """Returns the version that a form contains as `1-3`; None for another text."""
    known = _VERSION.fullmatch(text)
    return SeenVersion(int(known[1]), int(known[2])) if known else None


def newest_match(request: Request) -> SeenVersion | None:
    """Returns the newest version that `If-Match` names; None when it names none."""
    versions = [version_of(tag) for tag in _TAG.findall(request.headers.get("If-Match", ""))]
    return max((each for each in versions if each), default=None)


def etag_of(epoch: int, sequence: int) -> str:
    """Returns the value of the `ETag` header."""
    return f'"{epoch}-{sequence}"'


def check_match(request: Request, *, epoch: int, sequence: int) -> None:
    """Raises `HttpRefusedError` 412 `stale` when `If-Match` names another version, `InvalidError` when it is malformed."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return
    if not _LIST.fullmatch(header):
        raise invalid("If-Match", header, f"须为带引号的版本，如{etag_of(1, 3)}")
    current = etag_of(epoch, sequence)
    if f"{current[1:-1]}" not in _TAG.findall(header):
        raise HttpRefusedError(412, "stale", f"内容已更新到{current}，请刷新后再提交", {"ETag": current})


def is_known(request: Request, etag: str) -> bool:
    """Returns whether `If-None-Match` names this answer."""
    known = [each.strip() for each in request.headers.get("If-None-Match", "").split(",")]
    return "*" in known or etag in known
