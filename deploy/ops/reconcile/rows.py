"""The contents of the databases of services: facts, and figures counted independently by SQL."""

from collections.abc import AsyncIterator
from typing import NamedTuple

import msgspec
from sqlalchemy import select, text

from deploy.ops.reconcile.derived import FigureKey
from shared.committee.kinds.catalogue import KINDS
from shared.committee.own_records.cadence import cadences_by, own_cadence
from shared.committee.reports.tables import report_pages
from shared.committee.tables import organizations
from shared.contracts.consultation_vocabulary import HeldBy
from shared.contracts.facts import Facts, OwnFacts
from shared.contracts.pages import ReportPage, decode_report
from shared.contracts.subjects import own_record_of
from shared.contracts.vocabulary import Outcome, Recorded
from shared.domain.organizations.state import Organization
from shared.measures.platforms import COUNTERS as PLATFORM_COUNTERS
from shared.storage.database import Database

_organization = msgspec.json.Decoder(Organization).decode


class Count(NamedTuple):
    """A counter that must equal today, for one committee and year, the result of an aggregate over a table. `year`: the expression.

    `table`: may join the journal, which has a row for each step; its steps are counted without the state of the matter.
    """

    counter: str
    table: str
    where: str
    what: str = "count(*)"
    year: str = "year"


_OURS = "received_on IS NOT NULL AND derived = 0"
_BEFORE_FILING = f"filed_on IS NULL AND {_OURS}"
_FILED = "filed_on IS NOT NULL AND derived = 0"
_WITH_STEPS = "proposals JOIN journal ON journal.matter = proposals.id"
_OPTIONAL = tuple(each for each in Recorded if each is not Recorded.OPINIONS_INSTRUCTED)
"""The optional measures of proposals."""

_FLAGS = {
    Recorded.PROPOSALS_KEY: "key_on",
    Recorded.PROPOSALS_SUPERVISED: "supervised_on",
    Recorded.PROPOSALS_INSTRUCTED: "instructed_on",
    Recorded.PROPOSALS_PUBLISHED: "published_on",
    Recorded.PROPOSALS_OUTSTANDING: "outstanding_on",
}
"""The optional measure of a flag of proposals -> the column that has a day while a proposal has the flag."""


def _recorded(optional: Recorded) -> str:
    """Returns the condition of filed proposals of which the measure is recorded: an item of a list of their state, as JSON, names it."""
    named = " OR ".join(f"""state LIKE '%"records":[%"{optional}"{end}%'""" for end in (",", "]"))
    return f"{_FILED} AND ({named})"


def _steps(counter: str, command: str, optional: Recorded) -> Count:
    """Returns the count of the steps of a command on proposals of which the measure is recorded."""
    return Count(counter, _WITH_STEPS, f"journal.command = '{command}' AND {_recorded(optional)}")


COUNTS = (
    Count("proposals_received", "proposals", _OURS),
    Count("proposals_received/not_filed", "proposals", "status = 'not_filed' AND derived = 0"),
    Count("proposals_received/merged", "proposals", f"status = 'merged' AND {_BEFORE_FILING}"),
    Count("proposals_received/converted", "proposals", f"status = 'converted' AND {_BEFORE_FILING}"),
    Count("proposals_received/withdrawn", "proposals", f"status = 'withdrawn' AND {_BEFORE_FILING}"),
    Count("proposals_filed", "proposals", _FILED),
    *(
        Count(f"proposals_{result}_after_filing", "proposals", f"status = '{result}' AND {_FILED}")
        for result in ("merged", "converted", "withdrawn")
    ),
    Count(
        "proposals_open",
        "proposals",
        f"closed_on IS NULL AND status NOT IN ('merged', 'converted', 'withdrawn') AND {_FILED}",
    ),
    Count(
        "proposals_assigned",
        "proposals",
        "status IN ('assigned', 'in_handling', 'feedback_requested', 'rehandling', 'closed') AND derived = 0",
    ),
    Count("proposals_replied", "proposals", "replied_on IS NOT NULL AND derived = 0"),
    Count("proposals_closed", "proposals", "closed_on IS NOT NULL AND derived = 0"),
    Count("proposals_online", "proposals", f"online = 1 AND {_OURS}"),
    *(
        Count(f"proposals_outcome/{outcome}", "proposals", f"outcome = '{outcome}' AND derived = 0")
        for outcome in Outcome
    ),
    *(
        Count(f"proposal_suggestions{result}", "proposals", f"suggestions{result} > 0", f"sum(suggestions{result})")
        for result in ("", "_adopted", "_not_adopted", "_done")
    ),
    *(Count(f"{each}/recorded", "proposals", _recorded(each)) for each in _OPTIONAL),
    *(Count(str(flag), "proposals", f"{column} IS NOT NULL AND {_recorded(flag)}") for flag, column in _FLAGS.items()),
    *(
        Count(
            f"proposals_key/{outcome}",
            "proposals",
            f"key_on IS NOT NULL AND outcome = '{outcome}' AND {_recorded(Recorded.PROPOSALS_KEY)}",
        )
        for outcome in Outcome
    ),
    Count("proposals_rehandled", "proposals", f"""state LIKE '%"status":"rehandling"%' AND {_FILED}"""),
    _steps("extensions", "extend", Recorded.EXTENSIONS),
    _steps("instructions_given", "instruct", Recorded.PROPOSALS_INSTRUCTED),
    _steps("instructions_replied", "answer_instruction", Recorded.PROPOSALS_INSTRUCTED),
    *(
        Count(
            f"satisfaction_{side}",
            _WITH_STEPS,
            "journal.command = 'rate' AND derived = 0",
            "count(DISTINCT proposals.id)",
        )
        for side in ("process", "result")
    ),
    Count("opinions_received", "opinions", _OURS),
    Count("opinions_online", "opinions", f"online = 1 AND {_OURS}"),
    Count("opinions_adopted", "opinions", f"adopted_on IS NOT NULL AND {_OURS}"),
    Count("opinions_fed_back", "opinions", f"fed_back_on IS NOT NULL AND {_OURS}"),
    Count("window_visits", "visits", "status = 'recorded'"),
    Count("window_visits/report", "visits", "status = 'recorded' AND report = 1"),
    Count("window_visits/dispute_settled", "visits", "status = 'recorded' AND dispute_settled = 1"),
    Count("cadence_expected", "own_cadence", "expected > 0", "sum(expected)"),
    Count("cadence_held", "own_cadence", "held > 0", "sum(held)"),
    Count("consultations_held", "consultations", "held_on IS NOT NULL AND activity = 'consultation'"),
    *(
        Count(
            f"consultations_held/held_by={body}",
            "consultations",
            f"held_on IS NOT NULL AND activity = 'consultation' AND held_by = '{body}'",
        )
        for body in HeldBy
    ),
    Count("sector_activities", "consultations", "held_on IS NOT NULL AND held_by = 'sector'"),
    Count("sector_suggestions", "consultations", "made > 0 AND held_by = 'sector'", "sum(made)"),
    Count("research_done", "consultations", "held_on IS NOT NULL AND activity = 'research'"),
    Count("inspections_done", "consultations", "held_on IS NOT NULL AND activity = 'inspection'"),
    Count("appraisals_held", "consultations", "held_on IS NOT NULL AND activity = 'appraisal'"),
    Count("hearings_held", "consultations", "held_on IS NOT NULL AND activity = 'hearing'"),
    Count(
        "consultation_participants",
        "consultations",
        "held_on IS NOT NULL AND activity = 'consultation'",
        "sum(participants)",
    ),
    Count("suggestions_made", "consultations", "made > 0", "sum(made)"),
    Count("suggestions_adopted", "consultations", "adopted > 0", "sum(adopted)"),
    Count("suggestions_done", "consultations", "done > 0", "sum(done)"),
    Count("plan_items", "plans", "confirmed_on IS NOT NULL AND items > 0", "sum(items)"),
    Count("plan_items_dropped", "plans", "confirmed_on IS NOT NULL AND dropped > 0", "sum(dropped)"),
    *(
        Count(counter, "platforms", f"status = 'active' AND platform = '{platform}'", year="0")
        for platform, counter in PLATFORM_COUNTERS.items()
    ),
    Count("townships_in_areas", "platforms", "townships > 0", "sum(townships)", year="0"),
    Count("plan_items_executed", "plans", "confirmed_on IS NOT NULL AND executed > 0", "sum(executed)"),
)

FROM_FACTS_ONLY = {
    "proposals_online/": "SQL counts all online channels together",
    "proposals_on_time": "the limit in force on the day of the reply is no column",
    "proposals_overdue": "it depends on the day, and SQL counts without days",
    "proposals_outcome_first/": "only the outcome in force is a column",
    "proposals_lead": "the roles of units are no columns",
    "handling_days/": "the day of the first assignment and the rounds are no columns",
    "assignments": "assignments are no rows",
    "contacts/": "their forms are in the state alone",
    "instructions_overdue": "it depends on the day",
    "lookback_due": "it depends on the day, and its results are in the state alone",
    "satisfaction_process": "the answers of forms and their rounds are in the state alone",
    "satisfaction_result": "the answers of forms and their rounds are in the state alone",
}
"""The beginnings of counters of proposals without a `Count`, which are recomputed from the facts alone, and why."""


async def facts(database: Database) -> AsyncIterator[tuple[str, Facts]]:
    """Yields the facts of every matter and organization record, and the cadences of own records (subject, facts)."""
    async with database.reading() as connection:
        for key, state in await connection.execute(select(organizations.c.key, organizations.c.state)):
            yield key, _organization(state).facts()
        every = (await connection.execute(select(own_cadence.c.organization).distinct())).scalars().all()
        for key, years in (await cadences_by(connection, every)).items():
            yield own_record_of(key), OwnFacts(public_key=b"", cadence=years)
        for kind in KINDS:
            for id, state in await connection.execute(select(kind.table.c.id, kind.table.c.state)):
                yield id, kind.decode(state).facts()


async def counted(database: Database) -> dict[FigureKey, int]:
    """Returns every figure of `COUNTS`, computed by SQL alone."""
    found: dict[FigureKey, int] = {}
    async with database.reading() as connection:
        for counter, table, where, what, of in COUNTS:
            sql = f"SELECT organization, {of} AS of_year, {what} FROM {table} WHERE {where} GROUP BY organization, of_year"  # noqa: S608 - the parts are constants of this module
            for organization, year, count in await connection.execute(text(sql)):
                found[FigureKey(organization, "own", year, counter)] = count
    return found


async def stored_pages(database: Database, cluster: str) -> list[ReportPage]:
    """Returns the report pages of this cluster that the service has stored."""
    async with database.reading() as connection:
        query = select(report_pages.c.body).where(report_pages.c.cluster == cluster)
        return [decode_report(body) for (body,) in await connection.execute(query)]
