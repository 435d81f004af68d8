"""The chart of coverage: every organization has a tile of the size of its townships, and only texts that fit are written."""

from hypothesis import given
from hypothesis import strategies as st

from shared.measures.rates import percent
from shared.ui.report.charts import Tile, bar
from shared.ui.report.treemap import HEIGHT, PlacedTile, TileText, treemap

LEAST_WIDTHS = {"": 330, "wide": 530, "wider": 680}


def tile(name: str, townships: int, children: tuple[Tile, ...] = ()) -> Tile:
    return Tile(name, name, townships // 2, townships, percent(townships // 2, townships), children)


def area(placed: PlacedTile) -> float:
    return placed.width * placed.height


@given(st.lists(st.integers(1, 300), min_size=1, max_size=40))
def test_the_area_of_a_tile_is_its_share_of_the_townships_and_none_overlaps(counts: list[int]) -> None:
    placed = treemap(tuple(tile(f"县{number}", count) for number, count in enumerate(counts)))
    for each in placed:
        assert abs(area(each) / (100 * HEIGHT) - each.tile.townships / sum(counts)) < 0.01
        assert each.x + each.width <= 100.01
        assert each.y + each.height <= HEIGHT + 0.2
        for other in placed:
            apart = other.x >= each.x + each.width - 0.01 or other.y >= each.y + each.height - 0.2
            assert other is each or apart or _is_left_or_above(other, each)


def _is_left_or_above(other: PlacedTile, each: PlacedTile) -> bool:
    return other.x + other.width <= each.x + 0.01 or other.y + other.height <= each.y + 0.2


def test_the_tiles_of_a_group_lie_below_its_name() -> None:
    inner = (tile("甲乡", 3), tile("乙镇", 1))
    group, *children = treemap((tile("丙县", 4, inner),))
    assert ([each.text for each in group.texts], group.is_group) == (["丙县", "50.00%"], True)
    assert {each.tile.name for each in children} == {"甲乡", "乙镇"}
    assert all(each.y >= 24 for each in children)


def test_a_text_is_written_only_where_all_of_it_fits() -> None:
    first, *_, last = treemap((tile("丙县", 100), *(tile(f"一个名字很长的地方{number}", 1) for number in range(60))))
    assert first.texts == (TileText("丙县", ""), TileText("50.00%", ""))
    assert last.texts == ()


def test_what_fits_only_on_a_wide_screen_is_left_out_on_a_telephone() -> None:
    placed = treemap(tuple(tile("黔东南苗族侗", 10) for _ in range(20)))
    screens = {(each.width, text.screen) for each in placed for text in each.texts if not text.text.isascii()}
    assert "wide" in {screen for _, screen in screens}
    for width, screen in screens:
        assert width * LEAST_WIDTHS[screen] / 100 >= 6 * 12 + 2 * 4


def test_the_segments_of_the_ring_follow_one_another_and_one_alone_is_the_whole_ring() -> None:
    first, second = bar([("已办结", 3, "done"), ("在办", 1, "open")])
    assert first.arc.startswith("M50.0 1.0A49 49 0 1 1 1.0 50.0L")
    assert second.arc.startswith("M1.0 50.0A49 49 0 0 1 50.0 1.0L")
    (single,) = bar([("已办结", 3, "done")])
    assert single.arc.startswith("M50.0 1.0A49 49 0 1 1 49.97 1.0L")
