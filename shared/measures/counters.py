"""Every counter, as one table. The value of a counter on a day is the sum of its steps. `{…}` stands for a code of that vocabulary."""

from typing import NamedTuple

_OPTIONAL = (
    "{proposals_key, proposals_supervised, proposals_instructed, proposals_published, proposals_outstanding, lookback_due, "
    "proposal_suggestions, contacts, extensions}"
)
"""The optional measures of filed proposals."""


class Counter(NamedTuple):
    """A counter. `name` may contain several `{…}`; `holds` describes when a matter counts 1 (or 1 for each of its parts)."""

    name: str
    holds: str


COUNTERS = (
    Counter(
        "proposals_received",
        "from the day it came under review; a draft is not received, and one made of a matter elsewhere counts only by its transfers",
    ),
    Counter(
        "proposals_received/{not_filed, merged, converted, withdrawn}",
        "received, and the review ended so, without filing",
    ),
    Counter("proposals_online", "received, by a channel that the charter calls online"),
    Counter("proposals_online/channel={channel}", "the same, by channel"),
    Counter("proposals_filed", "from the day of filing"),
    Counter("proposals_open", "from filing until closed (or merged, converted, withdrawn after filing)"),
    Counter("proposals_closed", "while its state is closed: answered, and the procedure done"),
    Counter("proposals_{merged, converted, withdrawn}_after_filing", "filed, and then ended so, without being closed"),
    Counter(
        "proposals_assigned",
        "from the first assignment, or from the answer elsewhere to one that was not assigned here, until merged, converted or "
        "withdrawn",
    ),
    Counter("proposals_replied", "from the last due reply; not from a re-handling until the next last due reply"),
    Counter("proposals_on_time", "while replied, if the reply that completed it came by the limit in force that day"),
    Counter(
        "proposals_overdue",
        "open, not replied nor to be handed back for another reply, and the limit in force is before the day",
    ),
    Counter("proposals_outcome/{outcome}", "while replied, by the outcome in force"),
    Counter(
        "proposals_outcome_first/{outcome}",
        "filed, from the first answered round, by the outcome of that round; a re-handling changes nothing",
    ),
    Counter(
        "handling_days/{days}", "while replied, by days from the first assignment to that reply, 365 and more together"
    ),
    Counter(
        "proposals_lead",
        "of `proposals_assigned`, from its first assignment to a lead or a sole handler; one of separate handlers alone never counts",
    ),
    Counter(
        "assignments/{role}",
        "each assignment of a filed proposal, from the day it was offered, until it is returned, given to another unit, or the "
        "proposal is merged, converted or withdrawn; also after the closing",
    ),
    Counter("assignments_acknowledged", "of these, from the acknowledgement of the unit"),
    Counter("assignments_returned", "an assignment whose return the committee accepted, from that day"),
    Counter(
        "assignments_superseded",
        "an assignment that ended otherwise: given to another unit without a return, or its proposal merged, converted or "
        "withdrawn; from that day",
    ),
    Counter(
        "contacts/{contact form}",
        "of a filed proposal of which contacts are recorded: each contact of a unit with a proposer, from its day",
    ),
    Counter(
        "extensions",
        "of a filed proposal of which extensions are recorded: each extension, for one unit or for all, from its day",
    ),
    Counter("proposals_rehandled", "from the first re-handling"),
    Counter(
        f"{_OPTIONAL}/recorded",
        "filed by an organization that recorded this on the day of the draft",
    ),
    Counter("proposals_key", "filed by an organization that records this flag, from the day it was marked as key"),
    Counter("proposals_key/{outcome}", "the same, while replied, by the outcome in force"),
    Counter("proposals_supervised", "filed by such an organization, from the first supervision"),
    Counter("proposals_instructed", "filed by such an organization, from the first instruction"),
    Counter("proposals_published", "filed by such an organization, while it is published"),
    Counter("proposals_outstanding", "filed by such an organization, from the day it was chosen as outstanding"),
    Counter(
        f"{_OPTIONAL}/left_out",
        "an organization with filed proposals of the year of which it did not record this (made by the rollup)",
    ),
    Counter(
        f"{_OPTIONAL}/left_out/any_year",
        "the same of any year, each organization once; of year 0",
    ),
    Counter(
        "lookback_due",
        "closed with a planned answer, of a proposal of which look-backs are recorded; from the later of the closing and the year "
        "after the answer",
    ),
    Counter("lookback_due/{resolved, still_planned, not_possible}", "the same, by the newest look-back"),
    Counter(
        "proposal_suggestions",
        "each suggestion of a filed proposal of which suggestions are recorded, from the filing; also after a merger",
    ),
    Counter("proposal_suggestions_adopted", "of these, from the day it was adopted"),
    Counter("proposal_suggestions_not_adopted", "of these, from the day it was not adopted until it is adopted"),
    Counter("proposal_suggestions_done", "of the adopted ones, from the day it was done"),
    Counter("instructions_given", "of a proposal of which instructions are recorded: each instruction, from its day"),
    Counter("instructions_replied", "of these, from the day of the report of what was done"),
    Counter("instructions_overdue", "of these, from the day after the limit of the report until the report"),
    Counter("satisfaction_process", "from the first feedback form"),
    Counter(
        "satisfaction_process/{answer}",
        "the same, by the worst of its signatories' newest forms on the handling process",
    ),
    Counter("satisfaction_result", "from the first feedback form"),
    Counter(
        "satisfaction_result/{answer}", "the same, by the worst of its signatories' newest forms on the handling result"
    ),
    Counter(
        "satisfaction_process_forms",
        "each feedback form: the newest of each signatory in each round, from the day of the first; also after the closing",
    ),
    Counter("satisfaction_process_forms/{answer}", "the same, by its answer on the handling process"),
    Counter("satisfaction_result_forms", "each feedback form, like `satisfaction_process_forms`"),
    Counter("satisfaction_result_forms/{answer}", "the same, by its answer on the handling result"),
    Counter("townships", "a township, on the roster"),
    Counter("township_bodies", "a township, on the roster, its body established"),
    Counter("standardised_bodies", "the same, and every item of the checklist met"),
    Counter("standardised_bodies/{item}", "a township, on the roster, its body established, and this item met"),
    Counter("township_directors", "a township, on the roster, its body established, and with a director"),
    Counter("township_directors/{role}", "the same, by how the director holds the office"),
    Counter("township_members", "of an established body of a township on the roster: its members, as counted last"),
    Counter("township_special_invited", "the same, its special-invited members"),
    Counter("counties", "a county, on the roster"),
    Counter(
        "counties_covered",
        "a county, on the roster, with townships, each with an established body (made by the rollup)",
    ),
    Counter("area_groups", "an area group, while it is active"),
    Counter("townships_in_areas", "of an active area group: as many townships as belong to it"),
    Counter(
        "{platform_stations, platform_points, platform_households}",
        "a station, a point or a household, from its filing until it is closed",
    ),
    Counter("townships_with_station", "a township on the roster, while it has such a station (made by the rollup)"),
    Counter("contact_points", "a contact point, while it is active"),
    Counter("contact_points/form={contact point form}", "the same, by how members meet the public"),
    Counter(
        "contact_point_visits", "each meeting of members with the public there, from its day; of the year of that day"
    ),
    Counter("contact_point_visitors", "of these: as many people as came"),
    Counter("member_committees", "of a conference on the roster: each member, while it belongs to it"),
    Counter(
        "active_townships/{q1, q2, q3, q4, h1, h2, year}",
        "a township with an established body, on the days of the period from its first activity in it; the year is the period's "
        "(made by the rollup)",
    ),
    Counter(
        "active_townships/class={activity}/{q1, q2, q3, q4, h1, h2, year}",
        "the same, by class of activity",
    ),
    Counter(
        "townships_appraised/{q1, q2, q3, q4, h1, h2, year}",
        "a township on the roster, on the days of the period from its first appraisal in it; the year is the period's "
        "(made by the rollup)",
    ),
    Counter(
        "cadence_expected",
        "each activity that the charter expects in the year, from 1 January",
    ),
    Counter(
        "cadence_held", "of these, from the day on which an activity took place; at most those expected in each period"
    ),
    Counter("cadence_expected/{rule}", "the same as `cadence_expected`, by the title of the rule of the charter"),
    Counter("cadence_held/{rule}", "the same as `cadence_held`, by the title of the rule of the charter"),
    Counter("consultations_held", "a consultation, from the day it was held; one that was cancelled never counts"),
    Counter("consultations_held/form={form}", "the same, by form"),
    Counter("hearings_held", "a hearing of the body by the party committee, from the day it was held"),
    Counter("consultations_held/held_by={body}", "the same, by the body that held it"),
    Counter("consultations_held/setting={meeting_room, on_site}", "the same, by 会场 or 现场"),
    Counter("consultations_held/mobility={fixed, mobile}", "the same, by 固定 or 移动"),
    Counter("consultations_held/gathering={concentrated, dispersed}", "the same, by 集中 or 分散"),
    Counter(
        "consultation_participants/{members, departments, public, experts}",
        "the same participants, as far as counted by kind",
    ),
    Counter("consultation_exchanges/{questions, answers, rejoinders}", "of a consultation, from the day it was held"),
    Counter("consultation_participants", "a consultation, from the day it was held: as many as took part"),
    Counter(
        "plan_items_dropped",
        "an item of a confirmed plan that was dropped, from that day; it is in `plan_items` until then",
    ),
    Counter(
        "consultations_evaluated", "of the consultations that were held, from the first day of the newest evaluation"
    ),
    Counter(
        "comments_requested",
        "of an activity that was held: each addressee of its comment round, from the day of the round",
    ),
    Counter("comments_received", "of these, from the day of the newest comment of the addressee"),
    Counter("outcome_instructions", "of an activity that was held: each instruction on its outcome, from its day"),
    Counter("outcome_instructions_replied", "of these, from the day of the report of what was done"),
    Counter("outcome_instructions_overdue", "of these, from the day after the limit of the report until the report"),
    Counter("sector_activities", "an activity of any class that a sector held, from that day"),
    Counter("sector_activities/{class of activity}", "the same, by class"),
    Counter("sector_suggestions", "of these: each suggestion, from the day it was made"),
    Counter("research_done", "a research activity, from the day it was held, unless cancelled"),
    Counter("inspections_done", "an inspection, from the day it was held, unless cancelled"),
    Counter("appraisals_held", "an appraisal, from the day it was held, unless cancelled"),
    Counter("suggestions_made", "of an activity that was held: each suggestion, from the day it was made"),
    Counter("suggestions_adopted", "of these, from the day it was adopted"),
    Counter("suggestions_done", "of the adopted ones, from the day it was done"),
    Counter(
        "plan_items", "of a confirmed plan: each item, from the later of the confirmation and the day it was added"
    ),
    Counter("plan_items/{class}", "the same, by class"),
    Counter("plan_items_executed", "of these, from the day it was executed"),
    Counter("plan_items_executed/{class}", "the same, by class"),
    Counter("window_visits", "from the day it was recorded until withdrawn"),
    Counter("window_visits/{outcome}", "the same, for each of its outcomes"),
    Counter(
        "opinions_received",
        "from the day it was collected; one that was made of a matter elsewhere counts only by its transfers",
    ),
    Counter("opinions_online", "received, by a channel that the charter calls online"),
    Counter("opinions_online/channel={channel}", "the same, by channel"),
    Counter("opinions_adopted", "received, from its first adoption on any level"),
    Counter("opinions_adopted/level={level}", "the same, from its adoption on that level"),
    Counter("opinions_instructed/recorded", "received by an organization that records instructions on that day"),
    Counter("opinions_instructed", "the same, from the first instruction on any level"),
    Counter("opinions_instructed/level={level}", "the same, from the instruction on that level"),
    Counter(
        "opinions_instructed/left_out",
        "an organization with opinion reports of the year that it received without recording instructions (made by the rollup)",
    ),
    Counter("opinions_instructed/left_out/any_year", "the same of any year, each organization once; of year 0"),
    Counter("opinions_fed_back", "received, from the first feedback"),
    Counter("transfers_sent", "each sending of a proposal or an opinion report, from the first day it was sent"),
    Counter("transfers_accepted", "a sending, while it is accepted"),
    Counter("transfers_returned", "a sending, while it is returned and not sent again"),
    Counter("transfers_silent", "a sending without an answer, and the limit in force is before the day"),
)
