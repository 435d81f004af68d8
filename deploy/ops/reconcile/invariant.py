"""The invariant of the system: every figure equals a recomputation from the databases, after any crash."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

import httpx
from aiokafka.errors import KafkaError

from deploy.ops.databases import SERVICES, databases
from deploy.ops.hosting import charters_of
from deploy.ops.reconcile.ancestry import reach
from deploy.ops.reconcile.comparison import FigureDifference, differences
from deploy.ops.reconcile.derived import FigureKey, Figures, of_rollup
from deploy.ops.reconcile.http_reports import HttpComparison, compared
from deploy.ops.reconcile.memberships import ConsentsOfMembers, consents, with_memberships
from deploy.ops.reconcile.naive import recompute
from deploy.ops.reconcile.observed import report_pages, reported, tallied, tally_pages
from deploy.ops.reconcile.rows import counted, facts, stored_pages
from deploy.settings import DeploySettings
from shared.contracts.facts import Facts, OrganizationFacts
from shared.messaging.clients import cluster_id
from shared.messaging.cluster import ClusterChangedError
from shared.messaging.outbox.backlog import backlog
from shared.messaging.settings import KafkaSettings

_AGAIN_SECONDS = 1.0
_ANSWER_SECONDS = 30.0
_EVER = date.min


class Verdict(NamedTuple):
    """`figures`: number of compared figures; `pending`: number of events that are not yet published.

    `answered`: figures compared in HTTP responses; `unreached`: services that answered no request for a report.
    """

    figures: int
    pending: int
    differences: list[FigureDifference]
    answered: int = 0
    unreached: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.pending and not self.differences


async def compare_until_settled(
    settings: DeploySettings, kafka: KafkaSettings, *, wait: float, report: Callable[[Verdict], None]
) -> Verdict:
    """Compares until the invariant holds, at most for `wait` seconds, in which pending events can arrive; returns the last verdict."""
    deadline = asyncio.get_running_loop().time() + wait
    while True:
        over = asyncio.get_running_loop().time() >= deadline
        try:
            verdict = await compare_once(settings, kafka)
        except (KafkaError, ClusterChangedError):  # Kafka may be restarting
            if over:
                raise
        else:
            if verdict.holds or over:
                return verdict
            report(verdict)
        await asyncio.sleep(_AGAIN_SECONDS)


async def compare_once(settings: DeploySettings, kafka: KafkaSettings) -> Verdict:
    """Compares every figure once: databases, tally pages, report pages, the copy in each service, a sample of HTTP responses."""
    cluster = await cluster_id(kafka)
    accounts = {service: await _account(settings, service, cluster) for service in SERVICES}
    given = {consent: dated for account in accounts.values() for consent, dated in account.consents.items()}
    every = (matter for account in accounts.values() for matter in account.matters)
    matters = list(with_memberships(every, given))
    truth = recompute(matters)
    summed = {
        figure: values for figure, values in truth.items() if figure.scope == "own" and not of_rollup(figure.counter)
    }
    found = [
        *differences("tallies", tallied(await tally_pages(kafka, cluster)), summed),
        *differences("reports", reported(await report_pages(kafka, cluster)), truth),
    ]
    places = {subject: facts for subject, facts in matters if isinstance(facts, OrganizationFacts)}
    for service, account in accounts.items():
        seen = reach(charters_of(service).hosts, places)
        expected = {figure: truth[figure] for figure in truth if figure.organization in seen or figure in account.copy}
        found += differences(service, account.copy, expected)
        found += differences(f"{service} SQL", _as_of_today(truth, account.counted), account.counted)
    pending = sum(account.pending for account in accounts.values())
    if found or pending:  # the stored figures are not complete yet
        return Verdict(len(truth), pending, found)
    answers = {service: await _answers(settings, service, truth) for service in SERVICES}
    return Verdict(
        len(truth),
        pending,
        [difference for answer in answers.values() for difference in answer.differences],
        answered=sum(answer.figures for answer in answers.values()),
        unreached=tuple(service for service, answer in answers.items() if not answer.reached),
    )


async def _answers(settings: DeploySettings, service: str, truth: Figures) -> HttpComparison:
    async with (
        databases(settings, service) as opened,
        httpx.AsyncClient(base_url=settings.url_of(service), timeout=_ANSWER_SECONDS, trust_env=False) as client,
    ):
        return await compared(service, client, opened, truth)


class ServiceFigures(NamedTuple):
    """The data of one service: its matters, consents, number of pending events, copy of the reports, counts by SQL."""

    matters: list[tuple[str, Facts]]
    consents: ConsentsOfMembers
    pending: int
    copy: Figures
    counted: Figures


async def _account(settings: DeploySettings, service: str, cluster: str) -> ServiceFigures:
    async with databases(settings, service) as opened:
        return ServiceFigures(
            matters=[matter async for matter in facts(opened.service)],
            consents=await consents(opened.service),
            pending=(await backlog(opened.service)).pending,
            copy=reported(await stored_pages(opened.read, cluster)),
            counted={figure: [(_EVER, count)] for figure, count in (await counted(opened.service)).items()},
        )


def _as_of_today(truth: Figures, wanted: Iterable[FigureKey]) -> Figures:
    """Returns the newest value of these figures without days, as SQL counts them."""
    return {figure: [(_EVER, values[-1][1])] for figure in wanted if (values := truth.get(figure))}
