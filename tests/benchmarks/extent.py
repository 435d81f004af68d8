"""The sizes of the measurements: those of `make bench`, and small ones."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Extent:
    """The size of the measurements. `lengths`: lengths of the logs for restarts. `countries`: provinces and matters of each run."""

    rounds: int = 5
    events: int = 400_000
    simple: int = 1_000_000
    lengths: tuple[int, ...] = (100_000, 1_000_000, 5_000_000)
    matters: tuple[int, ...] = (10_000, 100_000)
    rates: tuple[int, ...] = (50, 200)
    seconds: float = 30.0
    transfers: int = 200
    listed: int = 100_000
    imported: int = 5_000
    exported: int = 5_000
    requests: int = 200
    lives: int = 400
    countries: tuple[tuple[tuple[str, ...], int], ...] = ((("63",), 30_000), (("51", "63", "64"), 290_000))


SMALL = Extent(
    rounds=1,
    events=40_000,
    simple=40_000,
    lengths=(10_000, 40_000),
    matters=(2_000,),
    rates=(20,),
    seconds=3.0,
    transfers=5,
    listed=5_000,
    imported=1_000,
    exported=1_000,
    requests=20,
    lives=20,
    countries=((("63",), 600),),
)
