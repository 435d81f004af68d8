"""The kind and the command of a batch, found by the ids of its matters and by the name of the command."""

from collections.abc import Iterable, Sequence

from pydantic import JsonValue, TypeAdapter
from pydantic_core import to_json

from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.kind import AnyKind
from shared.contracts.subjects import is_subject
from shared.domain.command import Command
from shared.domain.errors import invalid
from shared.web.validation_messages import parsed

_ADAPTERS: dict[type[Command], TypeAdapter[Command]] = {}


def kind_of(ids: Sequence[str]) -> AnyKind:
    """Returns the kind of all these matters; raises `InvalidError` for another text, for two kinds, and for a repeated id."""
    found: AnyKind | None = None
    for place, id in enumerate(ids):
        kind = next((kind for kind in KINDS if is_subject(id, kind.subject)), None)
        if kind is None:
            raise invalid(f"matters.{place}", id, "须为事项的编号，如 522625-p-2014-17")
        if found is not None and kind is not found:
            raise invalid(f"matters.{place}", id, f"须与前面的事项同为{found.title_zh}")
        if id in ids[:place]:
            raise invalid(f"matters.{place}", id, "不能重复")
        found = kind
    if found is None:
        raise invalid("matters", None, "至少1项")
    return found


def batch_commands(kind: AnyKind) -> dict[str, type[Command]]:
    """Returns the commands of a kind that can be given to many matters, by name."""
    return {name: body for name, body in kind.commands.items() if body.batch}


def batch_command(kind: AnyKind, name: str) -> type[Command]:
    """Returns the command of this name; raises `InvalidError` when it cannot be given to many matters of the kind."""
    known = batch_commands(kind)
    if name not in known:
        titles = "、".join(body.title_zh for body in known.values())
        rule = f"{kind.title_zh}可以成批办理的是：{titles}" if known else f"{kind.title_zh}不能成批办理"
        raise invalid("command", name, rule)
    return known[name]


def parse_command(body: type[Command], fields: dict[str, JsonValue]) -> Command:
    """Returns the command with these fields; raises `InvalidError` for a wrong one, and for one that fits a single matter only."""
    adapter = _ADAPTERS.setdefault(body, TypeAdapter(body))
    command = parsed(adapter, to_json(fields))
    check_single(command, fields)
    return command


def check_single(command: Command, given: Iterable[str]) -> None:
    """Raises `InvalidError` when a field is given that fits a single matter only."""
    for name in given:
        if name in command.single:
            raise invalid(name, getattr(command, name), "成批办理时不能填写，只适用于一件")
