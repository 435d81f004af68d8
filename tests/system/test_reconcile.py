"""The invariant, and that its judge can be trusted."""

import re

from tests.system.running import System


def test_every_figure_equals_its_recomputation(system: System) -> None:
    done = system.deploy("reconcile")
    assert done.returncode == 0, done.stdout
    compared = re.search(r"比对 (\d+) 项指标：不一致 0", done.stdout)
    assert compared
    assert int(compared.group(1)) > 1000


def test_a_row_that_was_changed_behind_the_services_back_is_found_and_named(system: System) -> None:
    resolved, planned = '"outcome":"resolved"', '"outcome":"planned"'
    proposal = change(
        system, resolved, planned, only="organization = '522625' AND year = 2014 AND outcome = 'resolved'"
    )
    try:
        done = system.deploy("reconcile", "--wait", "0")
        assert done.returncode == 1
        named = r"522625  proposals_outcome/resolved（own）  2014  2014-\d\d-\d\d  tallies \d+  重算 \d+"
        assert re.search(named, done.stdout), done.stdout
    finally:
        change(system, planned, resolved, only=f"id = '{proposal}'")
    assert system.deploy("reconcile").returncode == 0


def change(system: System, before: str, after: str, *, only: str) -> str:
    """Rewrite the state of one proposal in the database; its id."""
    ((proposal,),) = system.rows("county", f"SELECT id FROM proposals WHERE {only} LIMIT 1")  # noqa: S608 - our own words
    change = "UPDATE proposals SET state = replace(state, :before, :after) WHERE id = :id"
    system.rows("county", change, before=before, after=after, id=proposal)
    return str(proposal)
