"""HTTP: the sections of `docs/interfaces.md` about the routes for programs and the pages for people."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from fastapi.routing import APIRoute

from deploy.generated.markdown import first_paragraph, table
from deploy.generated.openapi import openapi_document, undocumented_routes

_PROBES = ("livez", "readyz", "version", "api")
"""First words of the paths that programs read although the OpenAPI document does not list them."""


class Route(NamedTuple):
    """A route that is not in the OpenAPI document; `purpose`: the first paragraph of its docstring."""

    method: str
    path: str
    purpose: str

    @property
    def is_page(self) -> bool:
        return self.path.split("/")[1] not in _PROBES


def routes_section() -> str:
    """Returns a table for each tag of the OpenAPI document, then the routes for probes."""
    tagged: dict[str, list[tuple[str, str, str, str]]] = {}
    for path, operations in openapi_document()["paths"].items():
        for method, operation in operations.items():
            tagged.setdefault(operation["tags"][0], []).append(_row(method, path, operation))
    head = ("method", "path", "名称", "purpose")
    parts = [f"### {_noun(row[1] for row in rows)} {tag}\n\n{table(head, rows)}" for tag, rows in tagged.items()]
    probes = table(("method", "path", "purpose"), _rows(each for each in undocumented() if not each.is_page))
    return "\n".join([*parts, f"### Not in the OpenAPI document\n\n{probes}"])


def pages_section() -> str:
    """Returns the table of the pages, and of what they load and submit."""
    return table(("method", "path", "purpose"), _rows(each for each in undocumented() if each.is_page))


def undocumented() -> list[Route]:
    """Returns the routes that are not in the OpenAPI document, by path."""
    found = [
        Route(method, context.path or "", first_paragraph(route.endpoint.__doc__))
        for context in undocumented_routes()
        for method in sorted(context.methods or ())
        if isinstance(route := context.original_route, APIRoute)
    ]
    return sorted(found, key=lambda each: (each.path, each.method))


def _noun(paths: Iterable[str]) -> str:
    """Returns what most of these paths are about: the word after `/api/v1/`."""
    known = (path.strip("`").removeprefix("/public").removeprefix("/api/v1") for path in paths)
    words = Counter(path.split("/")[1] for path in known)
    return words.most_common(1)[0][0].capitalize()


def _row(method: str, path: str, operation: dict[str, Any]) -> tuple[str, str, str, str]:
    return (method.upper(), f"`{path}`", operation.get("summary", ""), first_paragraph(operation.get("description")))


def _rows(routes: Iterator[Route]) -> Iterator[tuple[str, str, str]]:
    return ((each.method, f"`{each.path}`", each.purpose) for each in routes)
