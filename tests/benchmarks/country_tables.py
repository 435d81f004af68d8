"""The tables of the country: one column for each run, and the times of its pages."""

from collections.abc import Sequence

from tests.benchmarks.country import CountryRun
from tests.benchmarks.tables import table


def countries(runs: Sequence[CountryRun]) -> str:
    """Returns a table of the runs, and one of the pages of the last run."""
    rows = [
        ("organizations", [f"{each.organizations:,}" for each in runs]),
        ("matters", [f"{each.matters:,}" for each in runs]),
        ("events", [f"{each.events:,}" for each in runs]),
        ("log without replicas (GB)", [f"{each.log:.2f}" for each in runs]),
        ("to write it (s)", [f"{each.written:.0f}" for each in runs]),
        (
            "events/s of the tally, beside rollup and region service",
            [f"{each.events / each.counted:,.0f}" for each in runs],
        ),
        ("until everything is folded (s)", [f"{each.counted:.0f}" for each in runs]),
        ("until the report of the region service is right (s)", [f"{each.complete:.0f}" for each in runs]),
        ("tally pages and places in the rollup", [f"{each.tally_pages:,}" for each in runs]),
        ("highest memory of the tally (MiB)", [f"{each.tally:,.0f}" for each in runs]),
        ("highest memory of the rollup (MiB)", [f"{each.rollup:,.0f}" for each in runs]),
        ("highest memory of the region service (MiB)", [f"{each.region:,.0f}" for each in runs]),
    ]
    pages = [
        (each.title, f"{each.first:.0f}", f"{each.p50:.0f}", f"{each.p95:.0f}", f"{each.kilobytes:.0f}")
        for each in runs[-1].pages
    ]
    of_runs = table(
        ("", *(f"run {number}" for number in range(1, len(runs) + 1))), [(name, *row) for name, row in rows]
    )
    of_pages = table(("report page, in the last run", "first (ms)", "p50 (ms)", "p95 (ms)", "HTML (KiB)"), pages)
    return f"{of_runs}\n\n{of_pages}"
