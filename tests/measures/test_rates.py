"""Division: once, from whole numbers, half up; and never by nothing."""

import ast
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shared.measures.rates as rates_module
from shared.measures.rates import average, nearest_rank, percent

whole = st.integers(0, 10**9)
positive = st.integers(1, 10**9)
places = st.integers(0, 6)


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        (36, 118, "30.51"),  # K1
        (52, 118, "44.07"),
        (30, 118, "25.42"),
        (118, 118, "100.00"),
        (96, 118, "81.36"),  # K3
        (22, 26, "84.62"),
        (118, 144, "81.94"),
        (109, 445, "24.49"),  # K4
        (305, 445, "68.54"),
        (31, 445, "6.97"),
        (30, 60, "50.00"),  # K5
        (9, 9, "100.00"),  # K6
        (4, 9, "44.44"),
        (172, 172, "100.00"),  # K8
        (172, 181, "95.03"),
        (9, 11, "81.82"),
        (1, 800, "0.13"),  # exactly half
        (0, 5, "0.00"),
    ],
)
def test_the_known_percentages_come_out_to_the_last_digit(numerator: int, denominator: int, expected: str) -> None:
    assert str(percent(numerator, denominator)) == expected


def test_390_participants_at_26_meetings_are_15_each() -> None:
    assert str(average(390, 26, decimals=1)) == "15.0"


def test_a_share_of_nothing_has_no_value() -> None:
    assert percent(0, 0) is None
    assert average(5, 0) is None
    assert nearest_rank({}, 50) is None


@given(whole, positive, places)
def test_rounding_is_half_up_of_the_exact_quotient(numerator: int, denominator: int, decimals: int) -> None:
    exact = Context(prec=60).divide(Decimal(100 * numerator), Decimal(denominator))
    expected = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=Context(prec=60))
    value = percent(numerator, denominator, decimals=decimals)
    assert value == expected
    assert str(value) == f"{expected:f}" if value else True


@given(whole, positive, places)
def test_a_difference_rounds_like_its_opposite(numerator: int, denominator: int, decimals: int) -> None:
    value, opposite = (percent(sign * numerator, denominator, decimals=decimals) for sign in (1, -1))
    assert value is not None
    assert opposite == -value


@given(st.data())
def test_a_part_of_a_whole_is_between_0_and_100_percent(data: st.DataObject) -> None:
    total = data.draw(positive)
    value = percent(data.draw(st.integers(0, total)), total, decimals=data.draw(places))
    assert value is not None
    assert 0 <= value <= 100


@given(st.lists(st.integers(0, 365), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_nearest_rank_of_the_sorted_values(days: list[int], percentile: int) -> None:
    buckets = {day: days.count(day) for day in days}
    at_least = [day for day in sorted(days) if 100 * sum(other <= day for other in days) >= percentile * len(days)]
    assert nearest_rank(buckets, percentile) == at_least[0]


def test_an_even_number_of_values_has_the_lower_median() -> None:
    assert nearest_rank({10: 1, 20: 1}, 50) == 10
    assert nearest_rank(dict.fromkeys(range(1, 11), 1), 90) == 9


DIVISIONS = (ast.Div, ast.FloorDiv, ast.Mod)


def _divisions(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, DIVISIONS):
            yield node.lineno
        if isinstance(node, ast.Name) and node.id == "divmod":
            yield node.lineno


def test_rates_is_the_only_place_that_divides() -> None:
    here = Path(rates_module.__file__)
    assert list(_divisions(here))
    found = {path.name: list(_divisions(path)) for path in here.parent.glob("**/*.py") if path != here}
    assert len(found) > 5
    assert not any(found.values()), found
