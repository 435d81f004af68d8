"""The layout of the pages of a kind of matter: the attributes of its views that the list and the page show, with headings."""

from dataclasses import dataclass
from typing import NamedTuple


class Column(NamedTuple):
    """An attribute of a view, and its heading."""

    name: str
    title: str


class ListLink(NamedTuple):
    """A link above the list. `permission`: what an account needs to see it; empty: every reader sees it.

    `filtered`: whether it is a document of the listed matters, which takes the filter of the list and is left out for an empty one.
    """

    title: str
    address: str
    permission: str = ""
    filtered: bool = False


class ProgressStep(NamedTuple):
    """A step of the progress strip. `states`: those in which it is the next step; `day`: the attribute of the view with its day.

    `reached`: the states in which it is the last step taken; `limited`: whether the limit of the matter is that of this step.
    `stage`: the stage without which the matter has no such step: those before and after it then have its states.
    """

    title: str
    states: tuple[str, ...] = ()
    day: str = ""
    reached: tuple[str, ...] = ()
    limited: bool = False
    stage: str = ""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A list attribute of a matter, shown as a table."""

    name: str
    title: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, kw_only=True)
class KindLayout:
    """`title`: of the kind; `short`: in the navigation; `columns`: of the list, after number, title and state; `empty`: of an empty list.

    `links`: further links above the list.
    `marks`: attributes that are shown as a short mark beside the state, where they have a value. `progress`: the steps
    of the regular way of a matter, in their order; none for a kind without such a way.
    `documents`: whether Word documents are made of its matters. `opened`: the commands whose forms are open where no next step is.
    `unfolded`: the fields that the form of a new matter shows although most forms fold them.
    """

    title: str
    short: str
    begin: str
    empty: str
    columns: tuple[Column, ...]
    facts: tuple[Column, ...]
    texts: tuple[Column, ...] = ()
    lists: tuple[Listed, ...] = ()
    marks: tuple[Column, ...] = ()
    links: tuple[ListLink, ...] = ()
    progress: tuple[ProgressStep, ...] = ()
    documents: bool = False
    opened: tuple[str, ...] = ()
    unfolded: tuple[str, ...] = ()


YEAR = Column("year", "年度")
