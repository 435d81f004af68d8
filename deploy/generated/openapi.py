"""`docs/openapi.json`: the OpenAPI document of the committee services, which is the same on every level."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from shared.committee.context import ServiceContext
from shared.committee.directory.cache import DirectoryCache
from shared.committee.reports.change_notifier import ChangeNotifier
from shared.committee.reports.queries import Reports
from shared.domain.charters.charters import Charters
from shared.routers import routers
from shared.storage.database import Database
from shared.web.app import create_app
from shared.web.dependencies import AppState

PAGE = Path("docs/openapi.json")
_ROOT = Path(__file__).parents[2]
_LEVEL = "county"
_TITLE = "联席"


def openapi_document() -> dict[str, Any]:
    """Returns what `/api/v1/openapi.json` answers on every level; the title names no level."""
    document = _application().openapi()
    return {**document, "info": {**document["info"], "title": _TITLE}}


def openapi_page() -> str:
    """Returns the document as text."""
    return json.dumps(openapi_document(), ensure_ascii=False, indent=1) + "\n"


def undocumented_routes() -> list[RouteContext]:
    """Returns the routes that are not in the OpenAPI document: the pages, and what probes and browsers read."""
    contexts = iter_route_contexts(_application().routes)
    return [each for each in contexts if isinstance(each.original_route, APIRoute) and not each.include_in_schema]


@cache
def _application() -> FastAPI:
    """Builds the application of one level. Nothing is opened: its routes are read, and no request is answered."""
    database = Database("sqlite+aiosqlite:///:memory:")
    context = ServiceContext(
        service=database,
        read=database,
        charters=Charters.load(_ROOT / "services" / _LEVEL / "charter.toml"),
        directory=DirectoryCache(database),
    )
    made = routers(context, Reports(context), ChangeNotifier(database, context.now))
    return create_app(_TITLE, made, service=_LEVEL, state=AppState(database=database, secret=bytes(32)))
