"""The page of the fault matrix keeps the newest result of each scenario."""

from tests.faults.gate import Outcome
from tests.faults.matrix import FILE, updated
from tests.faults.scenarios import SCENARIOS, Scenario

KILLED, STOPPED, *_ = SCENARIOS


def outcome(scenario: Scenario, *seconds: float, wrong: tuple[str, ...] = ()) -> Outcome:
    """Returns the outcome of one repetition for each number of seconds and for each fault found."""
    runs = len(seconds) + len(wrong)
    return Outcome(scenario=scenario, runs=runs, writes=9, seconds=list(seconds), wrong=list(wrong))


def rows(page: str) -> list[str]:
    return [line for line in page.splitlines() if line.startswith(tuple(f"| {each.name} |" for each in SCENARIOS))]


def test_a_result_takes_the_place_of_the_earlier_one_of_its_scenario_only() -> None:
    both = updated("", [outcome(KILLED, 1.0, 2.0), outcome(STOPPED, 3.0)], day="2026-11-24", seed=1)
    later = updated(both, [outcome(KILLED, 5.0, 7.0, 9.0)], day="2026-11-26", seed=2)
    assert rows(later) == [
        f"| {KILLED.name} | {KILLED.title} | {KILLED.database} | 3 | 0 | 7.0 | 9.0 | 9 | 2026-11-26 | 2 |",
        rows(both)[1],
    ]


def test_a_fault_stays_on_the_page_until_its_scenario_has_a_newer_result() -> None:
    wrong = updated("", [outcome(KILLED, wrong=("5 instead\nof 7",)), outcome(STOPPED, 3.0)], day="2026-11-24", seed=1)
    assert f"- {KILLED.name}: 5 instead of 7" in wrong
    assert f"- {KILLED.name}:" in updated(wrong, [outcome(STOPPED, 4.0)], day="2026-11-26", seed=2)
    assert "Faults found" not in updated(wrong, [outcome(KILLED, 4.0)], day="2026-11-26", seed=2)


def test_the_page_is_what_the_gate_writes() -> None:
    page = FILE.read_text(encoding="utf-8")
    assert updated(page, [], day="", seed=0) == page
