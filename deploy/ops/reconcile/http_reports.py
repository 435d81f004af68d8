"""The HTTP responses of running services, compared with the recomputation for a sample of organizations.

The databases of a service may be right while its process serves something else, for example from a cache.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import cache
from random import SystemRandom
from typing import Any, NamedTuple

import httpx
from sqlalchemy import func, select

from deploy.ops.databases import Databases
from deploy.ops.reconcile.comparison import FigureDifference
from deploy.ops.reconcile.derived import FigureKey, Figures, Values, value_on
from shared.committee.reports.tables import report_pages
from shared.contracts.pages import MOVED
from shared.contracts.proposal_vocabulary import Breakdown
from shared.measures.breakdowns import BROKEN_DOWN, divided
from shared.measures.catalogue import measures_of
from shared.measures.figures import figure
from shared.measures.organizations import YEAR as WITHOUT_YEAR
from shared.web.accounts import Account, account_of, accounts
from shared.web.login.sessions import end_session, new_token, open_session
from shared.web.permissions import may

NEWEST = 4
"""Number of organizations of a service that are always compared: those whose figures changed last."""
OTHERS = 4
"""Number of further organizations, chosen at random at each call."""

_VIEWS = (("own", None), ("subtree", None), *(("subtree", breakdown) for breakdown in Breakdown))
"""The scopes, and the breakdowns of the second one, in which each report is requested."""
_FIELDS = ("numerator", "moved", "denominator", "denominator_moved", "left_out", "recorded")

Number = float | None
"""A number of a report; a rate as in the response, None where there is no value. `recorded` is 0 or 1."""


class RequestedReport(NamedTuple):
    """The report of an account's own organization, of one year or (None) of all years."""

    account: Account
    year: int | None


class HttpComparison(NamedTuple):
    """`figures`: number of compared figures; `reached`: False without any report: no service runs, or no account may read one."""

    figures: int
    reached: bool
    differences: list[FigureDifference]


async def compared(service: str, client: httpx.AsyncClient, opened: Databases, truth: Figures) -> HttpComparison:
    """Requests a sample of reports and compares every figure in them, those of the organizations directly below included."""
    expected, figures, found = ExpectedNumbers(truth), 0, list[FigureDifference]()
    requested = await _sample(opened)
    try:
        for report in requested:
            async with _token(opened, report.account) as token:
                for scope, breakdown in _VIEWS:
                    answer = await _report(client, token, report, scope, breakdown)
                    figures += len(answer["figures"]) * (1 + len(answer["children"]))
                    where = f"{service} HTTP" if breakdown is None else f"{service} HTTP {breakdown}"
                    found += differences(where, answer, expected)
    except httpx.HTTPError:
        return HttpComparison(figures, reached=False, differences=found)
    return HttpComparison(figures, reached=bool(requested), differences=found)


async def _sample(opened: Databases) -> list[RequestedReport]:
    """Returns reports to request: for accounts of organizations whose pages changed last, and of some others.

    Of each organization: the year that changed last, and all years together.
    """
    async with opened.service.reading() as connection:
        rows = await connection.execute(select(accounts).where(accounts.c.organization.is_not(None)))
        readers = {account.organization: account for row in rows if _reads_reports(account := account_of(row))}
    table = report_pages.c
    newest = func.max(table.revision)
    query = (
        select(table.organization, table.year)
        .where(table.year != WITHOUT_YEAR)
        .group_by(table.organization, table.year)
    )
    async with opened.read.reading() as connection:
        changed = [(row.organization, row.year) for row in await connection.execute(query.order_by(newest.desc()))]
    years = dict(reversed(changed))  # organization -> the year that changed last
    known = [key for key in dict.fromkeys(key for key, _ in changed) if key in readers]
    rest = known[NEWEST:]
    chosen = known[:NEWEST] + SystemRandom().sample(rest, min(OTHERS, len(rest)))
    return [RequestedReport(readers[key], year) for key in chosen for year in (years[key], None)]


def _reads_reports(account: Account) -> bool:
    return not account.disabled and may(account, "reports.read", relation="own")


@asynccontextmanager
async def _token(opened: Databases, account: Account) -> AsyncIterator[str]:
    """Yields the token of a login session of this account; the session ends with the block."""
    token = new_token()
    async with opened.service.transaction() as connection:
        await open_session(connection, account, token, datetime.now(UTC))
    try:
        yield token
    finally:
        async with opened.service.transaction() as connection:
            await end_session(connection, token)


async def _report(
    client: httpx.AsyncClient, token: str, requested: RequestedReport, scope: str, breakdown: Breakdown | None
) -> dict[str, Any]:
    answer = await client.get(
        f"/api/v1/reports/{requested.account.organization}",
        params={
            name: value
            for name, value in (("scope", scope), ("year", requested.year), ("part", breakdown))
            if value is not None
        },
        headers={"Authorization": f"Bearer {token}"},
    )
    return dict(answer.raise_for_status().json())


class ExpectedNumbers:
    """The numbers of reports, computed from the recomputed figures: each one once, although several reports contain it."""

    def __init__(self, truth: Figures) -> None:
        self._figures: dict[tuple[str, str], Figures] = {}
        for figure_key, values in truth.items():
            self._figures.setdefault((figure_key.organization, figure_key.scope), {})[figure_key] = values
        self.of = cache(self._compute)
        self.of_parts = cache(self._compute_parts)

    def _compute(self, key: str, scope: str, year: int | None, day: date) -> Mapping[str, Number]:
        """Returns the numbers of an organization's report by name."""
        return _expected_numbers(self._series(key, scope, year), year, day)

    def _compute_parts(
        self, key: str, scope: str, year: int | None, day: date, breakdown: Breakdown
    ) -> Mapping[str, Number]:
        """Returns the numbers of the parts of a breakdown by name."""
        return _expected_parts(self._series(key, scope, year), breakdown, day)

    def _series(self, key: str, scope: str, year: int | None) -> Mapping[str, list[Values]]:
        """Returns the values of each counter over time: of one year and of figures without a year, or of all years."""
        found: dict[str, list[Values]] = {}
        for each, values in self._figures.get((key, scope), {}).items():
            if year is None or each.year in (year, WITHOUT_YEAR):
                found.setdefault(each.counter, []).append(values)
        return found


def differences(where: str, answer: Mapping[str, Any], expected: ExpectedNumbers) -> Iterator[FigureDifference]:
    """Yields the numbers of a report that differ from the recomputation."""
    scope, year, day = answer["scope"], answer["year"], date.fromisoformat(answer["as_of"])
    for part in (answer, *answer["children"]):
        key = part["organization"]
        numbers = expected.of(key, scope, year, day)
        if answer["part"] is not None:
            numbers = {**numbers, **expected.of_parts(key, scope, year, day, Breakdown(answer["part"]))}
        for name, value in _reported_numbers(part["figures"]):
            if value != (wanted := numbers.get(name, 0)):
                yield FigureDifference(where, FigureKey(key, scope, year or 0, name), day, value, wanted)


def _reported_numbers(figures: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Number]]:
    """Yields every number of a report with a name: values, numerators, denominators, their moved amounts, parts."""
    for each in figures:
        parts = ((f"part {part['part']}", part["value"]) for part in each["parts"])
        bases = (
            (f"part {part['part']} denominator", part["denominator"]) for part in each["parts"] if "denominator" in part
        )
        for name, value in (*((field, each[field]) for field in _FIELDS), *parts, *bases):
            yield f"{each['measure']} {name}", int(value or 0)
        yield f"{each['measure']} value", each["value"]


def _expected_parts(series: Mapping[str, list[Values]], breakdown: Breakdown, as_of: date) -> dict[str, Number]:
    """Returns the numerators and denominators of the parts of a breakdown, from the recomputed figures."""
    found: dict[str, Number] = {}
    mark = f"/{breakdown}="
    for part in {counter.partition(mark)[2].removesuffix(MOVED) for counter in series if mark in counter}:

        def total(counter: str, part: str = part) -> int:
            return sum(value_on(each, as_of) for each in series.get(divided(counter, breakdown, part), ()))

        for measure in BROKEN_DOWN[breakdown]:
            name = f"{measure.name} part {breakdown}={part}"
            found[name] = sum(map(total, measure.numerator))
            found[f"{name} denominator"] = sum(map(total, measure.denominator))
    return found


def _expected_numbers(series: Mapping[str, list[Values]], year: int | None, as_of: date) -> dict[str, Number]:
    """Returns the same numbers from the recomputed values of one organization and scope."""
    found: dict[str, Number] = {}

    @cache
    def totals(day: date) -> Mapping[str, int]:
        return {counter: sum(value_on(each, day) for each in values) for counter, values in series.items()}

    for measure in measures_of(year):
        sums = totals(min(as_of, measure.period.last(year)) if measure.period and year is not None else as_of)

        def total(counter: str, sums: Mapping[str, int] = sums) -> int:
            return sums.get(counter, 0)

        def moved(counter: str, sums: Mapping[str, int] = sums) -> int:
            return sums.get(counter + MOVED, 0)

        computed = figure(measure, total, moved=moved, counters=series)
        found |= {f"{computed.measure} {field}": int(getattr(computed, field) or 0) for field in _FIELDS}
        found[f"{computed.measure} value"] = None if computed.value is None else float(computed.value)
        found |= {f"{computed.measure} part {part.part}": part.value or 0 for part in computed.parts}
    return found
