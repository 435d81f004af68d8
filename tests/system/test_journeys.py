"""Opinion reports that are transferred from a township to the province, as each level shows them."""

import time
from collections.abc import Callable
from typing import Any

from deploy.demo.journeys import (
    ABOVE,
    CITY,
    COUNTY,
    FROM_THE_WINDOW,
    NEVER_ANSWERED,
    SENT_AGAIN,
    TO_THE_PROVINCE,
    WINDOW,
)
from deploy.demo.matter_scripts import DemoPlace
from tests.support.system import System
from tests.support.waiting import wait_until

LEVELS = (WINDOW, COUNTY, CITY, ABOVE)


def listed(system: System, level: DemoPlace, title: str) -> dict[str, Any]:
    """Returns the item of the list."""
    (item,) = system.get(level.service, "/opinions", level.account, q=title)["items"]
    found: dict[str, Any] = item
    return found


def elsewhere(system: System, level: DemoPlace, title: str) -> dict[str, str]:
    """Returns organization -> state of the derived matter there."""
    history = system.get(level.service, f"/opinions/{listed(system, level, title)['id']}/history", level.account)
    return {each["organization"]: each["state"] for each in history["derived"]}


def test_the_report_that_went_to_the_province_has_the_same_states_wherever_one_looks(system: System) -> None:
    title = TO_THE_PROVINCE.title
    states = {level.organization: listed(system, level, title)["status"] for level in LEVELS}
    assert states == {"520603202": "fed_back", "520603": "adopted", "520600": "instructed", "520000": "adopted"}
    for number, level in enumerate(LEVELS):
        above = {each.organization: states[each.organization] for each in LEVELS[number + 1 :]}
        assert elsewhere(system, level, title) == above


def test_it_is_adopted_on_three_levels_and_instructed_on_one_and_counts_once(system: System) -> None:
    def levels(key: str, measure: str) -> dict[str, int]:
        figure = system.figure(key, measure, year=2014, as_of="2014-06-30")
        return {part["part"]: part["value"] for part in figure["parts"] if part["value"]}

    assert levels("520603202", "opinions_adopted") == {"county": 1, "city": 1, "province": 1}
    assert levels("520603202", "opinions_instructed") == {"city": 1}
    received = [system.figure(key, "opinions_received", year=2014)["value"] for key in ("520603202", "520603")]
    assert received == [30, 42]


def test_one_that_was_returned_says_why_and_was_sent_again(system: System) -> None:
    matter = listed(system, COUNTY, SENT_AGAIN.title)["id"]
    steps = system.get("county", f"/opinions/{matter}/history", COUNTY.account)["items"]
    assert [step["command"] for step in steps] == ["deliver", "return", "deliver", "accept"]
    assert steps[1]["texts"]["reason"]


def test_one_that_nobody_answered_is_silent_on_both_sides(system: System) -> None:
    for level, side in ((WINDOW, "out"), (COUNTY, "in")):
        matter = listed(system, level, NEVER_ANSWERED.title)["id"]
        silent = system.get(level.service, "/transfers", level.account, side=side, overdue=True)["items"]
        assert [each["silent"] for each in silent if each["matter"] == matter] == [True]
    sent = system.figure("520603202", "transfers_silent", year=2014)
    assert (sent["numerator"], sent["denominator"]) == (1, len(FROM_THE_WINDOW))


def test_a_report_goes_through_three_levels_and_its_state_comes_back_to_the_window(
    system: System, record_testsuite_property: Callable[[str, object], None]
) -> None:
    title, begun = "【演示】关于校车停靠点的信息（窗口）", time.monotonic()
    opinion = system.post("township", "/opinions", WINDOW.account, title=title, channel="window")
    send(system, WINDOW, opinion["id"])
    for level in (COUNTY, CITY, ABOVE):
        take_over(system, level, title)
        matter = listed(system, level, title)["id"]
        if level is ABOVE:
            sign(system, level, matter)
            system.post(level.service, f"/opinions/{matter}/adopt", level.account)
        else:
            send(system, level, matter)
    wait_until(lambda: elsewhere(system, WINDOW, title).get("520000") == "adopted", what="the answer of the province")
    record_testsuite_property("seconds_to_the_province_and_back", round(time.monotonic() - begun, 2))
    assert elsewhere(system, WINDOW, title) == {"520603": "forwarded", "520600": "forwarded", "520000": "adopted"}


def sign(system: System, level: DemoPlace, matter: str) -> None:
    for command, body in (("edit", {"content": "演示内容。"}), ("approve", {})):
        system.post(level.service, f"/opinions/{matter}/{command}", level.account, **body)


def send(system: System, level: DemoPlace, matter: str) -> None:
    sign(system, level, matter)
    system.post(level.service, f"/opinions/{matter}/forward", level.account)


def take_over(system: System, level: DemoPlace, title: str) -> None:
    """Accepts the transfer as soon as it has arrived."""

    def arrived() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = system.get(level.service, "/opinions", level.account, q=title)["items"]
        return found

    wait_until(lambda: bool(arrived()), what=f"{title} at {level.organization}")
    matter = arrived()[0]["id"]
    incoming = system.get(level.service, "/transfers", level.account, side="in", q=matter)["items"]
    system.post(level.service, f"/transfers/{incoming[0]['id']}/accept", level.account)
