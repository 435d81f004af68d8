"""Unicode normal forms that are the same on every Python from 3.11 on.

`unicodedata` follows the Unicode version of the interpreter. Normal forms of assigned characters never change, so the only
characters that differ are those assigned after Unicode 14 (Python 3.11) that have a decomposition, a combining class or a case:
they are kept as they are.
"""

import re
from unicodedata import normalize

_LATER = re.compile(
    "([\U00010efd-\U00010eff\U00011f41\U00011f42\U0001e030-\U0001e06d\U0001e08f\U0001e4ec-\U0001e4ef]+)"
)
"""Those of Unicode 15.0 and 15.1 (Python 3.12 and 3.13): Arabic and Kawi signs, Cyrillic modifiers, Nag Mundari signs."""


def nfc(text: str) -> str:
    """Returns the composed form: one sequence of code points for what looks and means the same."""
    if text.isascii():
        return text
    return "".join(part if _LATER.fullmatch(part) else normalize("NFC", part) for part in _LATER.split(text))


def folded(text: str) -> str:
    """Returns the compatibility form without case: full-width and half-width, upper and lower case are one."""
    if text.isascii():
        return text.lower()
    return "".join(part if _LATER.fullmatch(part) else _folded(part) for part in _LATER.split(text))


def _folded(text: str) -> str:
    """Folds twice, because folding case can bring back a character that has a compatibility form."""
    once = normalize("NFKC", normalize("NFKC", text).casefold())
    return normalize("NFKC", once.casefold())
