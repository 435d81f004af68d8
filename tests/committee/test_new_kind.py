"""`docs/new-kind.md` lists the files of a kind of matter, and every kind consists of these."""

import re
from inspect import get_annotations
from pathlib import Path

import pytest

from shared.committee.events.journal import RECORDED_FOR
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.kind import AnyKind
from shared.contracts.catalogue import CATALOGUE, TYPE_OF, VOID
from shared.domain.catalogue import COMMAND_SETS
from shared.domain.transfers.commands import COMMANDS as TRAVELS
from shared.web.permissions import PERMISSIONS
from shared.web.redaction import TEXTS
from tests.support.matters import RULES

PAGE = Path("docs/new-kind.md").read_text(encoding="utf-8")
FILES = re.findall(r"`((?:shared|services|tests)/[\w/<>.-]+\.\w+)`", PAGE)
FOLDERS = (Path("shared/domain"), Path("shared/committee/kinds"))
ids = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def commands_of(kind: AnyKind) -> set[str]:
    return {*kind.command_set.every_by_name}


@ids
def test_every_file_of_the_page_exists_for_every_kind(kind: AnyKind) -> None:
    for named in FILES:
        path = named.replace("<kinds>", kind.name).replace("<noun>", kind.noun).replace("<level>", "county")
        assert Path(path).exists(), path


@ids
def test_the_page_names_every_file_of_every_kind(kind: AnyKind) -> None:
    for folder in FOLDERS:
        for file in (folder / kind.name).glob("*.py"):
            assert f"`{folder}/<kinds>/{file.name}`" in PAGE or f"`{file}`" in PAGE


@ids
def test_every_command_has_an_event_a_permission_and_a_role(kind: AnyKind) -> None:
    for command in commands_of(kind):
        assert (kind.subject, command) in TYPE_OF
        assert f"{kind.name}.{command}" in PERMISSIONS
        assert f"{kind.name}.{command}" in RECORDED_FOR
    assert f"{kind.name}.read" in PERMISSIONS
    events = {event.command for event in CATALOGUE.values() if event.subject is kind.subject}
    assert events == commands_of(kind) | {VOID}


@ids
def test_no_text_of_a_kind_is_echoed(kind: AnyKind) -> None:
    bodies = [*kind.commands.values(), *(TRAVELS.values() if kind.transferable else ())]
    texts = {name for body in bodies for name in body.texts}
    begins = {name for name, hint in get_annotations(kind.new).items() if "Text" in str(hint) or hint is str}
    assert texts | begins | {"title", "late_reason"} <= TEXTS


@ids
def test_a_kind_has_the_methods_that_its_data_ask_for(kind: AnyKind) -> None:
    asked = {
        "traits": kind.transferable,
        "overdue": kind.has_limits,
        "obligations": kind.has_limits,
        "units": kind.has_units,
        "flagged": kind.flags is not None,
    }
    assert vars(type(kind)).keys() & asked.keys() == {name for name, needed in asked.items() if needed}


def test_the_tables_know_every_kind_and_no_other() -> None:
    assert {each.name for each in COMMAND_SETS.values()} == {kind.name for kind in KINDS} | {
        "organizations",
        "own_records",
    }
    assert set(RULES) == {kind.noun for kind in KINDS}


@ids
def test_whether_a_channel_is_online_is_no_field_of_the_body_that_begins_a_matter(kind: AnyKind) -> None:
    assert "online" not in get_annotations(kind.new)
