"""Unicode normal forms that are the same on every Python from 3.11 on.

`unicodedata` follows the Unicode version of the interpreter. Normal forms of assigned characters never change, so the only
characters that differ are those assigned after Unicode 14 (Python 3.11) that have a decomposition, a combining class or a case:
they are left unchanged.
"""

import re
from unicodedata import normalize

_LATER = re.compile(
    "([\U00010efd-\U00010eff\U00011f41\U00011f42\U0001e030-\U0001e06d\U0001e08f\U0001e4ec-\U0001e4ef]+)"
)
"""Those characters of Unicode 15.0 and 15.1 (Python 3.12 and 3.13): Arabic and Kawi signs, Cyrillic modifiers, Nag Mundari signs."""


def nfc(text: str) -> str:
    """Returns the composed form (NFC), in which canonically equivalent texts have the same code points."""
    if text.isascii():
        return text
    return "".join(part if _LATER.fullmatch(part) else normalize("NFC", part) for part in _LATER.split(text))


def folded(text: str) -> str:
    """Returns the compatibility form (NFKC) without case, in which full width equals half width, and upper case equals lower case."""
    if text.isascii():
        return text.lower()
    return "".join(part if _LATER.fullmatch(part) else _folded(part) for part in _LATER.split(text))


def _folded(text: str) -> str:
    """Returns the folded form; folds twice, because case folding can yield a character that has a compatibility form."""
    once = normalize("NFKC", normalize("NFKC", text).casefold())
    return normalize("NFKC", once.casefold())
