"""Dependencies of routes are coroutine functions: FastAPI calls any other in a thread, which takes longer than most of them."""

from collections.abc import Iterator
from inspect import isasyncgenfunction, isclass, iscoroutinefunction
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from tests.committee.service_clients import ServiceClients


async def test_no_dependency_of_a_route_is_called_in_a_thread(services: ServiceClients) -> None:
    for service in services.all:
        routes = [each for each in iter_route_contexts(service.app.routes) if isinstance(each.original_route, APIRoute)]
        calls = {call for route in routes for call in _calls(route.dependant)}
        assert len(calls) > 10
        assert [call for call in calls if not _is_asynchronous(call)] == []


def _calls(dependant: Dependant) -> Iterator[Any]:
    for inner in dependant.dependencies:
        if not isclass(inner.call):  # the parameters of an upload: a class has no asynchronous form
            yield inner.call
        yield from _calls(inner)


def _is_asynchronous(call: Any) -> bool:
    return any(iscoroutinefunction(each) or isasyncgenfunction(each) for each in (call, call.__call__))
