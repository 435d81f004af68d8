"""Breached passwords: a sorted file of SHA-1 hashes that the operator provides, as Have I Been Pwned distributes them."""

import re
from hashlib import sha1
from pathlib import Path
from typing import BinaryIO

_LINE = re.compile(rb"[0-9A-Fa-f]{40}(:[0-9]+)?\s*")
_LONGEST_LINE = 100
_HEX_DIGITS = 40


class BreachedPasswords:
    """The passwords of a file, which is searched and not loaded. Raises `ValueError` if its first line has another form, or `OSError`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        with file.open("rb") as opened:
            if not _LINE.fullmatch(opened.readline(_LONGEST_LINE)):
                raise ValueError(file)

    def __contains__(self, password: str) -> bool:
        wanted = sha1(password.encode("utf-8", "replace"), usedforsecurity=False).hexdigest().upper().encode()
        with self._file.open("rb") as opened:
            low, high = 0, self._file.stat().st_size  # the line of the hash begins in this range, if it is there
            while low < high:
                middle = (low + high) // 2
                begin, found = _line_at(opened, middle)
                if found == wanted:
                    return True
                if not found or found > wanted:
                    high = middle
                else:
                    low = begin + 1
        return False


def _line_at(opened: BinaryIO, position: int) -> tuple[int, bytes]:
    """Returns where the first line at or after a position begins, and its hash; an empty one at the end of the file."""
    opened.seek(max(position - 1, 0))
    if position:
        opened.readline()
    begin = opened.tell()
    return begin, opened.readline(_LONGEST_LINE)[:_HEX_DIGITS].upper()
