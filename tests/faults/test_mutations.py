"""Tests of the gate itself: without one of the rules that keep figures exact, it reports a fault."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.gate import Gate, Outcome
from tests.faults.mutations import MUTATIONS, Edit, Mutation, copy_of_the_program
from tests.faults.system import ROOT
from tests.faults.system_factory import system_factory

LIMIT = 60.0
CONTROLS = {mutation.given: mutation for mutation in MUTATIONS if mutation.given}


def named(mutation: Mutation) -> str:
    return mutation.name.replace(" ", "-")


async def outcome(mutation: Mutation, edits: tuple[Edit, ...], folder: Path, *, runs: int, limit: float) -> Outcome:
    source = copy_of_the_program(folder / "source", edits)
    gate = Gate(system_factory(source=source), print, limit=limit, first_wrong=True)
    (found,) = await gate.run([mutation.scenario], runs)
    return found


@pytest.mark.parametrize("edit", [edit for each in MUTATIONS for edit in (each.rule, *each.given)])
def test_what_is_taken_out_is_there_once(edit: Edit) -> None:
    assert edit.count(ROOT) == 1


@pytest.mark.full
@pytest.mark.parametrize(
    "program", ["services.county.__main__", "services.region.__main__", "services.aggregation.worker"]
)
def test_a_copy_of_the_program_is_complete(program: str, tmp_path: Path) -> None:
    source = copy_of_the_program(tmp_path / "source", ())
    command = [sys.executable, "-c", f"import {program}"]
    imported = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert imported.returncode == 0, imported.stderr


@pytest.mark.full
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("mutation", MUTATIONS, ids=named)
async def test_without_it_the_gate_says_wrong(mutation: Mutation, tmp_path: Path) -> None:
    edits = (*mutation.given, mutation.rule)
    found = await outcome(mutation, edits, tmp_path, runs=mutation.runs, limit=mutation.limit)
    assert found.wrong
    assert any(word in found.wrong[0] for word in ("figures differ", "is behind", "not in their topic")), found.wrong


@pytest.mark.full
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("mutation", CONTROLS.values(), ids=named)
async def test_with_it_the_same_conditions_do_no_harm(mutation: Mutation, tmp_path: Path) -> None:
    found = await outcome(mutation, mutation.given, tmp_path, runs=3, limit=LIMIT)
    assert not found.wrong
