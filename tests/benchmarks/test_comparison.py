"""A ratio that has become worse is named; another machine, another peer, and small differences are not."""

from tests.benchmarks.comparison import regressions

COMMITTED = """
| requests/s | ours | bare insert | ratio |
| --- | --- | --- | --- |
| SQLite | 90 (83–117) | 304 | 0.50 |
| PostgreSQL | 125 | 494 | 0.40 |

| events in the log | seconds | ÷ the first |
| --- | --- | --- |
| 100,000 | 2.64 | 1.00 |
| 5,000,000 | 3.96 | 1.50 |
"""


def test_another_machine_with_the_same_ratios_is_no_regression() -> None:
    assert regressions(COMMITTED, COMMITTED.replace("304", "30").replace("3.96", "39.6")) == []


def test_a_ratio_of_which_more_is_better_is_named_when_it_falls() -> None:
    (found,) = regressions(COMMITTED, COMMITTED.replace("0.50", "0.39"))
    assert str(found) == "SQLite: ratio 0.5 → 0.39"
    assert regressions(COMMITTED, COMMITTED.replace("0.50", "0.45")) == []


def test_a_ratio_of_which_less_is_better_is_named_when_it_rises() -> None:
    (found,) = regressions(COMMITTED, COMMITTED.replace("1.50", "2.00"))
    assert (found.row, found.column) == ("5,000,000", "÷ the first")
    assert regressions(COMMITTED, COMMITTED.replace("1.50", "1.00")) == []


def test_a_new_row_has_nothing_to_be_compared_with() -> None:
    assert regressions(COMMITTED, COMMITTED.replace("SQLite", "another database").replace("0.50", "0.10")) == []
