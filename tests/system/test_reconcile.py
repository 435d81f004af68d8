"""The invariant, and the faults that `reconcile` must find."""

import re

from tests.support.system import System


def test_every_figure_equals_its_recomputation(system: System) -> None:
    done = system.deploy("reconcile")
    assert done.returncode == 0, done.stdout
    compared = re.search(r"比对 (\d+) 项指标：不一致 0", done.stdout)
    assert compared
    assert int(compared.group(1)) > 1000
    answered = re.search(r"抽查各服务给出的报告 (\d+) 项\n", done.stdout)
    assert answered, done.stdout
    assert int(answered.group(1)) > 1000


def test_a_service_that_answers_something_else_than_its_database_holds_is_found_and_named(system: System) -> None:
    """The body changes twice under one revision, so the process serves the first one from its cache."""
    where = "organization = '522625' AND year = 2014 AND breakdown = ''"
    stored = system.rows("county", f"SELECT month, body FROM report_pages WHERE {where}", database="-read")  # noqa: S608 - the parts are constants
    month, body = next((month, bytes(body)) for month, body in stored if b'"proposals_closed":' in body)
    wrong = re.sub(rb'("proposals_closed":{"[0-9-]+":)\d+', rb"\g<1>1234", body)

    def store(page: bytes, *, raised: int) -> None:
        newest = "(SELECT revision + :raised FROM report_feed)"
        change = f"UPDATE report_pages SET body = :body, revision = {newest} WHERE {where} AND month = :month"  # noqa: S608
        system.rows("county", change, database="-read", body=page, month=month, raised=raised)
        feed = "UPDATE report_feed SET revision = revision + :raised"
        system.rows("county", feed, database="-read", raised=raised)

    store(wrong, raised=1)
    report = system.get("county", "/reports/522625", "522625-secretariat", year=2014)
    assert max(each["numerator"] or 0 for each in report["figures"]) > 1000
    store(body, raised=0)
    try:
        done = system.deploy("reconcile", "--wait", "0")
        assert done.returncode == 1, done.stdout
        assert re.search(r"county HTTP \d+  重算 118", done.stdout), done.stdout
    finally:
        store(body, raised=1)
    assert system.deploy("reconcile").returncode == 0


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
    """Changes the state of one proposal in the database; returns its id."""
    ((proposal,),) = system.rows("county", f"SELECT id FROM proposals WHERE {only} LIMIT 1")  # noqa: S608 - the parts are constants
    change = "UPDATE proposals SET state = replace(state, :before, :after) WHERE id = :id"
    system.rows("county", change, before=before, after=after, id=proposal)
    return str(proposal)
