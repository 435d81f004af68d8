"""The versions of the texts of a draft in its history."""

import json


def readable_version(texts: dict[str, str]) -> dict[str, str]:
    """Returns the texts of a version for the history, the suggestions numbered."""
    numbered = enumerate(json.loads(texts["suggestions"]), 1) if "suggestions" in texts else ()
    lines = "\n".join(f"{number}. {text}" for number, text in numbered)
    return texts | ({"suggestions": lines or "（已删除）"} if "suggestions" in texts else {})
