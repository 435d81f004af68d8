"""The base class of all commands, and the correction, which every subject has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, NamedTuple, dataclass_transform

from shared.contracts.vocabulary import Role

Scope = Literal["own", "unit", "coordinator", "author", "invited", "keeper", "any"]
"""The relation of an account to a subject that a permission requires, as `shared/web/permissions.py` defines them."""


class EventName(NamedTuple):
    """The name of the event that a command produces: its past participle in the event type (`filed`), and its Chinese title."""

    past: str
    title_zh: str


class Grant(NamedTuple):
    """The roles that may give a command, each with its scope, and the role for which the command is recorded."""

    recorded_for: Role
    scopes: Mapping[Role, Scope]


SECRETARIAT = Grant(Role.SECRETARIAT, {Role.SECRETARIAT: "own"})
"""The secretariat of the organization of the matter alone."""


class Label(NamedTuple):
    """The Chinese title of a form field and a hint for filling it in; `{…}` in the hint is replaced by a number of the charter."""

    title: str
    hint: str = ""


Labels = Mapping[str, Label]
"""Field -> its label."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
class FrozenDataclass:
    """A base class whose subclasses are frozen dataclasses with keyword arguments, without a decorator on each of them."""

    def __init_subclass__(cls) -> None:
        """Makes the subclass a dataclass."""
        dataclass(frozen=True, kw_only=True)(cls)


class Command(FrozenDataclass):
    """A command, named in the imperative. Its class statement gives its `name`, its title and the `event` it produces.

    A class that completes a command has the same ones. `permitted`: the roles that may give the command.

    `texts`: the fields that are texts, which stay in the service and never enter an event. `notice_texts`: the texts that a notice of
    a derived matter carries to its origins, sealed, each with its name in the notice. `labels`: the labels of fields whose general
    label (`shared/ui/forms/labels.py`) does not fit, or that have none. `irreversible_warning`: the consequence that the
    user confirms before a command that cannot be undone. `clearable`: the texts that an empty value deletes.
    `batch`: whether it can be given to many matters at once; `single`: its fields that then have no value, because they fit one matter.
    `on`: the day it takes effect (default: today); `late_reason`: why it is recorded for an earlier day than the charter allows.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    name: ClassVar[str]
    title_zh: ClassVar[str]
    event: ClassVar[EventName]
    permitted: ClassVar[Grant]
    texts: ClassVar[tuple[str, ...]] = ()
    notice_texts: ClassVar[Mapping[str, str]] = {}
    clearable: ClassVar[tuple[str, ...]] = ()
    labels: ClassVar[Labels] = {}
    irreversible_warning: ClassVar[str] = ""
    batch: ClassVar[bool] = False
    single: ClassVar[tuple[str, ...]] = ()

    on: date | None = None
    late_reason: str | None = None

    def __init_subclass__(cls, *, name: str = "", title_zh: str = "", event: tuple[str, str] | None = None) -> None:
        """Makes the subclass a dataclass, with the names that its class statement gives; the others are inherited."""
        super().__init_subclass__()
        given = {"name": name, "title_zh": title_zh, "event": EventName(*event) if event else None}
        for attribute, value in given.items():
            if value:
                setattr(cls, attribute, value)


class ReasonedCommand(Command):
    """A command that is given with a reason alone."""

    texts = ("reason",)

    reason: str


class Correct(Command, name="correct", title_zh="更正日期", event=("corrected", "日期已更正")):
    """Corrects the day of a past step to `day`. `step`: its sequence number, or its command or status (the last of that name)."""

    texts = ("reason",)
    labels: ClassVar[Labels] = {"step": Label("要更正的步骤"), "reason": Label("更正原因")}

    step: int | str
    day: date
    reason: str
