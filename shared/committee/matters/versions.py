"""The versions of a draft in its history: its texts and its classification."""

import json
from collections.abc import Mapping

from shared.contracts.titled import Titled
from shared.contracts.vocabulary import ProposerType, Theme

_DELETED = "（已删除）"
_CODED: Mapping[str, type[Titled]] = {"type": ProposerType, "theme": Theme}


def readable_version(texts: dict[str, str]) -> dict[str, str]:
    """Returns the fields of a version for the history, the suggestions numbered, codes as their titles."""
    return {name: _readable(name, text) for name, text in texts.items()}


def _readable(name: str, text: str) -> str:
    if name == "suggestions":
        text = "\n".join(f"{number}. {each}" for number, each in enumerate(json.loads(text), 1))
    elif name == "keywords":
        text = "、".join(json.loads(text))
    elif text and name in _CODED:
        text = _CODED[name](text).title_zh
    return text or ("" if name == "content" else _DELETED)
