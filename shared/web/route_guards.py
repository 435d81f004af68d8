"""The check of all routes at the start: each declares its actor or that it is public, and a page that changes data checks a form token."""

from collections.abc import Iterable, Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext

from shared.web.actor import actor, anyone, everybody, session, stream_reader
from shared.web.pages.visitor import submitted, uploaded, uploaded_form, visitor

_GUARDS = (actor, session, anyone, stream_reader, visitor, everybody)
_READING = {"GET", "HEAD"}


class UnguardedRouteError(Exception):
    """A route declares neither an actor nor that it is public."""


def check_guarded(routes: Iterable[RouteContext]) -> None:
    """Raises `UnguardedRouteError` for a route without declared actor, and for a page that changes data without checking a form token."""
    for route in routes:
        calls = set(_calls(route.dependant)) if isinstance(route.original_route, APIRoute) else set()
        if not calls.intersection(_GUARDS):
            raise UnguardedRouteError(f"{route.path}: name an `Actor`, or mark the route `Public`")
        by_cookie = calls & {visitor, anyone, stream_reader}
        if by_cookie and not calls & {submitted, uploaded, uploaded_form} and set(route.methods or ()) - _READING:
            raise UnguardedRouteError(f"{route.path}: a form must be `Submitted`, `Uploaded` or `UploadedForm`")


def _calls(dependant: Dependant) -> Iterator[object]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _calls(inner)
