"""A comment round of a county: a township answers in its own service."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.support.system import System
from tests.support.waiting import wait_until

COUNTY, TOWNSHIP, NAME = "520603-secretariat", "520603202-secretariat", "敖寨侗族乡"
LATE = "补录"


def asked(system: System, title: str, *, on: date, until: date) -> str:
    """Asks a township for a comment on the outcome of a consultation of a day; returns the id of the consultation."""
    id = str(system.post("county", "/consultations", COUNTY, title=title, on=on.isoformat(), late_reason=LATE)["id"])

    def step(command: str, **body: Any) -> None:
        given = {"on": on.isoformat(), "late_reason": LATE, **body}
        system.post("county", f"/consultations/{id}/{command}", COUNTY, **given)

    step("organise")
    step("hold", participants=9)
    step("submit_outcome", kind="draft_decision", outcome_text="第一条 修路。")
    step("request_comments", addressees=[NAME], until=until.isoformat())
    return id


def request(system: System, title: str) -> dict[str, Any]:
    """Returns the request for comments on an outcome, as soon as the township has it."""

    def listed() -> list[dict[str, Any]]:
        items = system.get("township", "/comment-requests", TOWNSHIP)["items"]
        return [each for each in items if each["name"] == title]

    wait_until(lambda: bool(listed()), what=title)
    found: dict[str, Any] = system.get("township", f"/comment-requests/{listed()[0]['id']}", TOWNSHIP)
    return found


def comment(system: System, id: str) -> dict[str, Any]:
    """Returns what the county knows of the comment of the township."""
    (found,) = system.get("county", f"/consultations/{id}", COUNTY)["comments"]
    known: dict[str, Any] = found
    return known


def test_a_township_answers_through_kafka(system: System) -> None:
    today = datetime.now(UTC).date()
    open_round = asked(system, "关于征求意见的协商", on=today - timedelta(days=3), until=today + timedelta(days=9))
    shown = request(system, "关于征求意见的协商")
    assert (shown["draft"], shown["document"], shown["may_comment"]) == ("第一条 修路。", "代拟稿", True)
    system.post("township", f"/comment-requests/{shown['id']}/comment", TOWNSHIP, comment="建议先修桥")
    wait_until(lambda: comment(system, open_round)["comment"] == "建议先修桥", what="the comment of the township")
    assert comment(system, open_round)["addressee"] == NAME


def test_the_figures_equal_their_recomputation_afterwards(system: System) -> None:
    done = system.deploy("reconcile")
    assert done.returncode == 0, done.stdout
