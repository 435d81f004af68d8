"""Numbered pages of lists, with the total (共137件)."""

from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

LARGEST_PAGE = 200
USUAL_PAGE = 20
_FURTHEST = 1_000_000


class ListPage(BaseModel, Generic[T]):
    """One page of a list. `items`: those of this page; `total`: number of all; `page`: from 1.

    `more`: there are more than `total`, which were not counted.
    """

    items: list[T]
    total: int
    page: int
    size: int
    more: bool = False


def page_of(item: type[object]) -> object:
    """Returns the response model of a page of these items, for a type that is known only at run time."""
    return ListPage.__class_getitem__(item)


class QueryParameters(Generic[M]):
    """A dependency that returns the query string as this model, for a model that is made at run time."""

    def __init__(self, model: type[M]) -> None:
        self.__signature__ = Signature(
            [Parameter("query", Parameter.KEYWORD_ONLY, annotation=Annotated[model, Query()])]
        )

    async def __call__(self, *, query: M) -> M:
        return query


@dataclass(frozen=True, kw_only=True)
class PageWindow:
    """The requested page of a list."""

    page: int
    size: int

    @property
    def limit(self) -> int:
        return self.size

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size

    def of(self, items: list[T], total: int, *, more: bool = False) -> ListPage[T]:
        """Returns the page with these items, which the caller has read for this window."""
        return ListPage(items=items, total=total, page=self.page, size=self.size, more=more)


async def window(
    page: Annotated[int, Query(ge=1, le=_FURTHEST, description="页码，从1开始")] = 1,
    size: Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="每页件数")] = USUAL_PAGE,
) -> PageWindow:
    """Returns the requested page from `?page=&size=`."""
    return PageWindow(page=page, size=size)


Paging = Annotated[PageWindow, Depends(window)]
