"""Reports out of the pages that the aggregation sends."""

from dataclasses import fields
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from aiokafka import ConsumerRecord
from pydantic import TypeAdapter

from deploy.ops.databases import Databases
from deploy.ops.reconcile.derived import FigureKey as Counted
from deploy.ops.reconcile.http_reports import compared
from shared.committee.reports import consumer, page_cache
from shared.committee.reports.document import FigureDocument, PartDocument, ReportDocument
from shared.committee.reports.freshness import freshness_of
from shared.committee.reports.page_cache import PageCache
from shared.committee.reports.queries import ReportQuery, Reports
from shared.committee.reports.schemas import Report
from shared.contracts.pages import ReportBreakdown, ReportPage, SnapshotMarker, Steps, encode_page
from shared.contracts.proposal_vocabulary import Breakdown
from shared.contracts.stamps import Stamp
from shared.contracts.topics import Topic
from shared.contracts.vocabulary import Role
from shared.measures.breakdowns import divided
from shared.measures.figures import Figure, FigurePart
from shared.web.accounts import Account
from tests.committee.service_clients import Json, ServiceClient, ServiceClients
from tests.support.clock import NOON
from tests.support.figures import ZHENYUAN

AUDITOR = "520000-auditor"
CLUSTER = "one"


def stamped(*, position: int, session: int, cluster: str = CLUSTER) -> Stamp:
    return Stamp(cluster=cluster, measures=1, session=session, topic=Topic.TALLIES, partition=0, position=position)


def page(
    organization: str,
    counters: dict[str, int],
    *,
    year: int = 2014,
    day: date = date(2014, 3, 5),
    position: int = 1,
    session: int = 1,
    cluster: str = CLUSTER,
) -> ReportPage:
    """Returns a page with these counters, all on one day, for the subtree and of its own."""
    steps: Steps = {counter: {day: amount} for counter, amount in counters.items()}
    stamp = stamped(position=position, session=session, cluster=cluster)
    return ReportPage(stamp=stamp, organization=organization, year=year, month=f"{day:%Y-%m}", own=steps, subtree=steps)


async def arrive(
    service: ServiceClient, *pages: ReportPage | SnapshotMarker | bytes, cluster: str = CLUSTER, written: int = 0
) -> int:
    """Applies these records in the reader; returns how many of them are dead letters."""
    records = [
        ConsumerRecord(Topic.REPORTS.value, 0, offset, written, 0, b"k", _bytes(each), None, 0, 0, ())
        for offset, each in enumerate(pages)
    ]
    async with service.context.read.transaction() as connection:
        return len(await consumer.apply(connection, records, cluster))


def _bytes(page: ReportPage | SnapshotMarker | bytes) -> bytes:
    return page if isinstance(page, bytes) else encode_page(page)


async def report(service: ServiceClient, key: str, by: str = AUDITOR, **params: Any) -> Json:
    return await service.get(f"/reports/{key}", by, **params)


def figure(answer: Json, measure: str) -> Json:
    return next(dict(each) for each in answer["figures"] if each["measure"] == measure)


async def test_a_report_shows_numerator_denominator_parts_and_residual(roster: ServiceClients) -> None:
    await arrive(roster.region, page("522625", ZHENYUAN))
    answer = await report(roster.region, "522625", year=2014)
    assert answer.keys() == {
        "organization", "year", "as_of", "scope", "part", "fresh_at",
        "disputes", "rebuilding", "revision", "figures", "declared", "children"
    }  # fmt: skip
    assert (answer["organization"], answer["year"], answer["as_of"], answer["scope"]) == (
        "522625", 2014, "2026-03-05", "subtree"
    )  # fmt: skip
    outcome = figure(answer, "proposals_outcome")
    assert (outcome["numerator"], outcome["residual"]) == (118, 0)
    shares = {part["part"]: (part["value"], part["percent"]) for part in outcome["parts"]}
    assert shares["resolved"] == (36, 30.51)
    assert shares["planned"] == (52, 44.07)
    assert shares["for_reference"] == (30, 25.42)
    assert figure(answer, "proposals_closed")["value"] == 100
    assert figure(answer, "proposals_online")["value"] == 81.36


async def test_a_rate_is_a_number_with_as_many_decimals_as_asked(roster: ServiceClients) -> None:
    await arrive(roster.region, page("522625", ZHENYUAN))
    for decimals, text in ((2, '"value":81.36,'), (0, '"value":81,'), (4, '"value":81.3559,')):
        answer = await roster.region.call(
            "GET", "/reports/522625", AUDITOR, params={"year": 2014, "decimals": decimals}
        )
        assert text in answer.text
    answer = await roster.region.call("GET", "/reports/522625", AUDITOR, params={"year": 2014})
    assert '"value":100.00,' in answer.text


async def test_the_day_and_the_year_choose_what_is_counted(roster: ServiceClients) -> None:
    await arrive(
        roster.region,
        page("522600", {"proposals_filed": 3}, year=2013, day=date(2013, 5, 1)),
        page("522600", {"proposals_filed": 5}, year=2014, day=date(2014, 5, 1)),
        page("522600", {"townships": 7}, year=0, day=date(2012, 1, 1)),
    )
    cases: list[tuple[dict[str, Any], int]] = [
        ({}, 8),
        ({"year": 2013}, 3),
        ({"year": 2014}, 5),
        ({"as_of": "2013-12-31"}, 3),
        ({"as_of": "2013-04-30"}, 0),
        ({"year": 2014, "as_of": "2014-04-30"}, 0),
    ]
    for params, filed in cases:
        answer = await report(roster.region, "522600", **params)
        assert figure(answer, "proposals_filed")["numerator"] == filed, params
        assert figure(answer, "township_bodies")["denominator"] == 7


async def test_those_directly_below_on_the_day_stand_beside_it(roster: ServiceClients) -> None:
    await arrive(roster.region, page("520603", {"proposals_filed": 2}))
    answer = await report(roster.region, "520600")
    assert [(child["organization"], child["name"], child["level"]) for child in answer["children"]] == [
        ("520603", "万山区", "county")
    ]
    assert figure(answer["children"][0], "proposals_filed")["numerator"] == 2
    assert (await report(roster.region, "520600", as_of="1999-12-31"))["children"] == []


async def test_own_scope_leaves_out_what_is_below(roster: ServiceClients) -> None:
    below = msgspec.structs.replace(page("520600", {"proposals_filed": 9}), own={})
    await arrive(roster.region, below)
    for scope, filed in (("own", 0), ("subtree", 9)):
        assert figure(await report(roster.region, "520600", scope=scope), "proposals_filed")["numerator"] == filed


async def test_a_page_with_a_higher_stamp_replaces_one_with_a_lower(roster: ServiceClients) -> None:
    for position, amount in ((5, 50), (3, 30), (7, 70), (7, 70), (6, 60)):
        await arrive(roster.region, page("522625", {"proposals_filed": amount}, position=position))
    assert figure(await report(roster.region, "522625"), "proposals_filed")["numerator"] == 70


async def test_the_first_page_of_a_new_cluster_makes_the_old_ones_void(roster: ServiceClients) -> None:
    region = roster.region
    await arrive(region, page("522625", {"proposals_filed": 5}, position=9), page("522600", {"proposals_filed": 6}))
    async with region.context.read.transaction() as connection:
        await consumer.reset(connection)
    meanwhile = await report(region, "522625")
    assert (figure(meanwhile, "proposals_filed")["numerator"], meanwhile["rebuilding"]) == (5, True)
    await arrive(region, page("522625", {"proposals_filed": 1}, cluster="two"), cluster="two")
    assert figure(await report(region, "522625"), "proposals_filed")["numerator"] == 1
    assert figure(await report(region, "522600"), "proposals_filed")["numerator"] == 0
    async with region.context.read.reading() as connection:
        now = datetime.now(NOON.tzinfo)
        assert (await freshness_of(connection, now)).rebuilding
        assert not (await freshness_of(connection, now + timedelta(minutes=1))).rebuilding


async def test_a_report_is_as_fresh_as_the_newest_page_was_written(roster: ServiceClients) -> None:
    assert (await report(roster.region, "522625"))["fresh_at"] is None
    for milliseconds, fresh in (
        (1_770_000_000_000, "2026-02-02T02:40:00Z"),
        (1_760_000_000_000, "2026-02-02T02:40:00Z"),
    ):
        await arrive(roster.region, page("522625", {"proposals_filed": 5}), written=milliseconds)
        assert (await report(roster.region, "522625"))["fresh_at"] == fresh


async def test_what_is_no_page_is_a_dead_letter_and_the_rest_is_read(roster: ServiceClients) -> None:
    good = page("522625", {"proposals_filed": 5})
    assert await arrive(roster.region, b"{", b"\xff", b"", good, b'{"kind":"report"}') == 4
    assert figure(await report(roster.region, "522625"), "proposals_filed")["numerator"] == 5


@pytest.mark.parametrize(
    "params",
    [
        {"as_of": "2026-03-06"},
        {"as_of": "soon"},
        {"as_of": "0"},
        {"decimals": 7},
        {"decimals": -1},
        {"year": 0},
        {"year": "x"},
        {"scope": "all"},
    ],
)
async def test_a_question_that_is_not_in_order_is_refused(roster: ServiceClients, params: dict[str, Any]) -> None:
    answer = await roster.region.call("GET", "/reports/520600", AUDITOR, params=params)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_the_report_is_what_the_document_describes(roster: ServiceClients) -> None:
    await arrive(roster.region, page("520603", ZHENYUAN | {"handling_days/30": 1}))
    answer = await roster.region.call("GET", "/reports/520600", AUDITOR)
    TypeAdapter(ReportDocument).validate_json(answer.content)
    schemas = roster.region.app.openapi()["components"]["schemas"]
    for document, model in ((FigureDocument, Figure), (PartDocument, FigurePart), (ReportDocument, Report)):
        assert schemas[document.__name__]["properties"].keys() == {field.name for field in fields(model)}
    assert {"type": "number"} in schemas["FigureDocument"]["properties"]["value"]["anyOf"]


async def test_a_report_of_nobody_is_unknown(roster: ServiceClients) -> None:
    answer = await roster.region.call("GET", "/reports/529999", AUDITOR)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-organization")


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_marker_makes_older_pages_void_those_that_come_later_too(
    roster: ServiceClients, *, at_once: bool
) -> None:
    values: list[ReportPage | SnapshotMarker] = [
        page("522625", ZHENYUAN, session=4, position=90),
        page("520603", ZHENYUAN, session=5, position=10),
        SnapshotMarker(stamp=stamped(session=5, position=8)),
        page("522625", ZHENYUAN, session=4, position=95, day=date(2014, 4, 1)),
    ]
    for part in [values] if at_once else [[each] for each in values]:
        await arrive(roster.region, *part)
    received = {
        key: figure(await report(roster.region, key, year=2014), "proposals_received")["numerator"]
        for key in ("522625", "520603")
    }
    assert received == {"522625": 0, "520603": 118}


async def test_a_report_that_was_read_before_shows_every_later_change_of_its_pages(roster: ServiceClients) -> None:
    """Voided under an unchanged stamp, counted again by a later session at the same position, read from another cluster."""
    region, steps = roster.region, list[tuple[ReportPage | SnapshotMarker, str, int]]()
    steps.append((page("522625", {"proposals_filed": 5}, session=4, position=90), CLUSTER, 5))
    steps.append((SnapshotMarker(stamp=stamped(session=5, position=8)), CLUSTER, 0))
    steps.append((page("522625", {"proposals_filed": 7}, session=6, position=90), CLUSTER, 7))
    steps.append((page("522625", {"proposals_filed": 3}, session=7, position=90), CLUSTER, 3))
    steps.append((page("522625", {"proposals_filed": 1}, session=7, position=90, cluster="two"), "two", 1))
    for arrived, cluster, filed in steps:
        await arrive(region, arrived, cluster=cluster)
        assert figure(await report(region, "522625", year=2014), "proposals_filed")["numerator"] == filed


@pytest.mark.parametrize("seed", range(3))
async def test_a_report_that_is_read_often_is_that_of_a_process_that_has_just_started(
    roster: ServiceClients, seed: int
) -> None:
    region, rng = roster.region, Random(seed)
    auditor = Account(name=AUDITOR, organization="520000", roles=frozenset({Role.AUDITOR}))
    running = Reports(region.context)
    for position in range(1, 40):
        cluster = "two" if position > 30 else CLUSTER
        changed = [_random_page(rng, position=position, cluster=cluster) for _ in range(rng.randint(1, 4))]
        await arrive(region, *changed, cluster=cluster)
        if rng.random() < 0.1:
            await arrive(region, SnapshotMarker(stamp=stamped(session=2, position=position)), cluster=cluster)
        query = ReportQuery(year=rng.choice((None, 2013, 2014)), part=rng.choice((None, None, Breakdown.TYPE)))
        key = rng.choice(("520000", "520600", "522600", "522625"))
        assert await running.report_of(auditor, key, query) == await Reports(region.context).report_of(
            auditor, key, query
        )


def _random_page(rng: Random, *, position: int, cluster: str) -> ReportPage:
    """Returns a page of a small committee tree; every third one is of the breakdown by type."""
    is_part = rng.random() < 0.3
    plain = page(
        rng.choice(("520000", "520600", "522600", "522625", "520603")),
        {divided("proposals_filed", Breakdown.TYPE, "joint") if is_part else "proposals_filed": rng.randint(0, 9)},
        year=(year := rng.choice((2013, 2014))),
        day=date(year, rng.randint(1, 3), 5),
        session=2,
        position=position,
        cluster=cluster,
    )
    return ReportBreakdown(**msgspec.structs.asdict(plain), breakdown=Breakdown.TYPE) if is_part else plain


async def test_what_a_process_has_read_is_read_again_after_more_changes_than_it_follows(
    roster: ServiceClients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "MOST_CHANGES", 1)
    region = roster.region
    for filed in (5, 7):
        below = [page(key, {"proposals_filed": filed}, position=filed) for key in ("520600", "522600")]
        await arrive(region, *below)
        answer = await report(region, "520000", year=2014)
        counted = {each["organization"]: figure(each, "proposals_filed")["numerator"] for each in answer["children"]}
        assert (counted["520600"], counted["522600"]) == (filed, filed)


async def test_the_cache_holds_at_most_its_number_of_pages(
    roster: ServiceClients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "MOST_PAGES", 4)
    region, cache = roster.region, PageCache()
    keys = ["520000", "520600", "522600", "522625"]
    await arrive(region, *(page(key, {"proposals_filed": 1}) for key in keys))
    for each in [*keys, *keys]:
        async with region.context.read.reading() as connection:
            assert len((await cache.of(connection, [each], years=None))[each]) == 1
        assert cache.size <= 4


async def test_the_pages_of_a_whole_conference_stay_in_the_cache(roster: ServiceClients) -> None:
    region, cache = roster.region, PageCache()
    keys = [f"5200{number:02}" for number in range(100)]
    await arrive(region, *(page(key, {"proposals_filed": 1}, year=year) for key in keys for year in (2012, 2013, 2014)))
    async with region.context.read.reading() as connection:
        first = await cache.of(connection, keys, years=None)
        again = await cache.of(connection, keys, years=None)
    assert len(first) == len(keys)
    assert all(mine is yours for key in keys for mine, yours in zip(first[key], again[key], strict=True))


async def test_an_answer_that_differs_from_the_recomputation_is_named(roster: ServiceClients) -> None:
    """`reconcile` asks the running service as well: its accounts, its HTTP, a session that ends with the question."""
    region, day = roster.region, date(2014, 3, 5)
    await arrive(region, page("520000", ZHENYUAN))
    opened = Databases(region.context.service, region.context.read)
    truth = {
        Counted("520000", scope, 2014, counter): [(day, amount)]
        for scope in ("own", "subtree")
        for counter, amount in ZHENYUAN.items()
    }
    right = await compared("region", region.client, opened, truth)
    assert (right.reached, right.differences) == (True, [])
    assert right.figures > 50
    truth[Counted("520000", "own", 2014, "proposals_closed")] = [(day, 117)]
    truth[Counted("520000", "own", 2014, "opinions_instructed/left_out")] = [(day, 2)]
    wrong = await compared("region", region.client, opened, truth)
    assert [str(each) for each in wrong.differences] == [
        "520000  proposals_closed numerator（own）  2014  2026-03-05  region HTTP 118  重算 117",
        "520000  proposals_closed denominator（own）  2014  2026-03-05  region HTTP 118  重算 117",
        "520000  opinions_instructed left_out（own）  2014  2026-03-05  region HTTP 0  重算 2",
        "520000  proposals_closed numerator（own）  —  2026-03-05  region HTTP 118  重算 117",
        "520000  proposals_closed denominator（own）  —  2026-03-05  region HTTP 118  重算 117",
    ]
