"""The application of each level, built once in a test run: that takes half a second, and tests differ only in the parts behind it."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi import FastAPI

from shared.committee.context import ServiceContext
from shared.committee.reports.change_notifier import ChangeNotifier
from shared.committee.reports.queries import Reports
from shared.routers import routers
from shared.web.app import create_app
from shared.web.dependencies import AppState


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What the routes of an application keep references to."""

    context: ServiceContext
    state: AppState
    changes: ChangeNotifier
    reports: Reports

    def become(self, others: "Parts") -> None:
        """Takes over the state of the parts of another test, which was made afresh; nothing of the former state stays."""
        for own, other in zip(vars(self).values(), vars(others).values(), strict=True):
            vars(own).clear()
            vars(own).update(vars(other))


@dataclass(frozen=True, kw_only=True)
class Application:
    """An application, and the parts behind it."""

    app: FastAPI
    parts: Parts


_idle = defaultdict[str, list[Application]](list)


@contextmanager
def application(name: str, context: ServiceContext, state: AppState) -> Iterator[Application]:
    """Yields an application with these parts, which nothing else uses inside the block."""
    parts = Parts(
        context=context, state=state, changes=ChangeNotifier(context.read, context.now), reports=Reports(context)
    )
    if _idle[name]:
        found = _idle[name].pop()
        found.parts.become(parts)
    else:
        made = routers(context, parts.reports, parts.changes)
        found = Application(app=create_app(name, made, service=name, state=state), parts=parts)
    try:
        yield found
    finally:
        _idle[name].append(found)
