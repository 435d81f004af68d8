"""The chart of coverage: each organization is a tile, whose area is the number of its townships. A stylesheet draws it as SVG.

Horizontal values are percentages of the width, which the browser chooses; vertical ones are pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from shared.ui.report.charts import Tile

HEIGHT = 340.0
_HEAD = 24.0
"""The height of the line above the tiles within a tile, which names the organization of all of them."""
_SCREENS = {"": 330.0, "wide": 530.0, "wider": 680.0}
"""Class of the stylesheet -> the least width of the chart in pixels on the screens that show texts of this class."""
_LETTER, _DIGIT, _LINE, _MARGIN = 12.0, 7.0, 16.0, 4.0


class _Area(NamedTuple):
    x: float
    y: float
    width: float
    height: float


class TileText(NamedTuple):
    """A text on a tile. `screen`: the class of the narrowest screens on which it fits."""

    text: str
    screen: str


@dataclass(frozen=True, kw_only=True)
class PlacedTile:
    """A tile at its place, with the texts that fit: the name, and the share below it or, in a group, after it."""

    tile: Tile
    x: float
    y: float
    width: float
    height: float
    texts: tuple[TileText, ...]
    is_group: bool


@lru_cache(maxsize=64)
def treemap(tiles: tuple[Tile, ...]) -> tuple[PlacedTile, ...]:
    """Returns the tiles and, after each, those within it. Coverage changes rarely: the last charts are kept."""
    placed: list[PlacedTile] = []
    for tile, area in _squarified(tiles, _Area(0, 0, 100, HEIGHT)):
        placed.append(_placed(tile, area, is_group=bool(tile.children)))
        if tile.children:
            within = area._replace(y=area.y + _HEAD, height=max(area.height - _HEAD, 0))
            placed += [_placed(each, place, is_group=False) for each, place in _squarified(tile.children, within)]
    return tuple(placed)


def _squarified(tiles: Sequence[Tile], area: _Area) -> list[tuple[Tile, _Area]]:
    """Divides an area among tiles, nearly square ones: rows along the shorter side, each as long as its tiles get no worse.

    The algorithm is that of Bruls, Huizing and van Wijk, Squarified Treemaps (2000).
    """
    left = sorted(tiles, key=lambda tile: -tile.townships)
    found: list[tuple[Tile, _Area]] = []
    while left:
        unit = _pixels(area.width) * area.height / sum(tile.townships for tile in left)
        side = min(_pixels(area.width), area.height)
        count = 1
        while count < len(left) and _worst(left[: count + 1], unit, side) <= _worst(left[:count], unit, side):
            count += 1
        row, left = left[:count], left[count:]
        places, area = _row([tile.townships for tile in row], unit, area)
        found += zip(row, places, strict=True)
    return found


def _worst(row: Sequence[Tile], unit: float, side: float) -> float:
    """Returns the ratio of the longer to the shorter side of the worst tile of a row. `unit`: pixels² of a township."""
    whole = sum(tile.townships for tile in row) * unit
    if not side or not whole:
        return 1.0
    depth = whole / side
    return max(max(depth / length, length / depth) for length in (tile.townships * unit / depth for tile in row))


def _row(counts: Sequence[int], unit: float, area: _Area) -> tuple[list[_Area], _Area]:
    """Returns the places of a row at the left or the upper side of an area, and what is left of the area."""
    places, done, whole = [], 0, sum(counts)
    if _pixels(area.width) >= area.height:
        depth = _percent(whole * unit / area.height) if area.height else area.width
        for count in counts:
            places.append(_Area(area.x, area.y + area.height * done / whole, depth, area.height * count / whole))
            done += count
        return places, area._replace(x=area.x + depth, width=max(area.width - depth, 0))
    depth = whole * unit / _pixels(area.width)
    for count in counts:
        places.append(_Area(area.x + area.width * done / whole, area.y, area.width * count / whole, depth))
        done += count
    return places, area._replace(y=area.y + depth, height=max(area.height - depth, 0))


def _placed(tile: Tile, area: _Area, *, is_group: bool) -> PlacedTile:
    name, share = tile.name, f"{tile.percent}%"
    lines, height = (1, _HEAD) if is_group else (2, area.height)
    texts = [_text(name, _length(name), area.width, height)]
    if is_group or tile.townships > 1:
        length = _length(name) + _LETTER + _length(share) if is_group else max(_length(name), _length(share))
        texts.append(_text(share, length, area.width, height - (lines - 1) * _LINE))
    return PlacedTile(
        tile=tile,
        x=round(area.x, 3),
        y=round(area.y, 1),
        width=round(area.width, 3),
        height=round(area.height, 1),
        texts=tuple(each for each in texts if each),
        is_group=is_group,
    )


def _text(text: str, length: float, width: float, height: float) -> TileText | None:
    """Returns a text of this length in pixels; None where it fits on no screen. `width`: of the tile in percent, `height`: in pixels."""
    if height < _LINE + _MARGIN:
        return None
    fitting = (name for name, least in _SCREENS.items() if length + 2 * _MARGIN <= width * least / 100)
    screen = next(fitting, None)
    return None if screen is None else TileText(text, screen)


def _length(text: str) -> float:
    return sum(_DIGIT if letter.isascii() else _LETTER for letter in text)


def _pixels(percent: float) -> float:
    return percent * _SCREENS["wide"] / 100


def _percent(pixels: float) -> float:
    return pixels * 100 / _SCREENS["wide"]
