"""The rules of one organization on one day. `charters.py` reads them from the charters of a level."""

from dataclasses import dataclass

from shared.contracts.consultation_vocabulary import HeldBy, PlanClass
from shared.contracts.subjects import Subject
from shared.contracts.vocabulary import Answer, Channel, Ground, Level, Recorded, Role, Theme
from shared.domain.attachments import AttachmentType
from shared.domain.cadence import CadenceRule
from shared.domain.charters.directions import Direction
from shared.domain.charters.evaluation import EvaluationCriterion
from shared.domain.charters.plan_stages import USUAL, PlanStage
from shared.domain.charters.public_texts import PublicText
from shared.domain.charters.research import NO_PROCEDURE, ResearchProcedure
from shared.domain.charters.values import ADOPTION_POINTS, SECTORS, Stage
from shared.domain.terms import Term

WINDOWS = frozenset({"request_return"})
"""The commands whose term is the time after an earlier step within which they may be given."""


@dataclass(frozen=True, kw_only=True)
class Charter:
    """The rules of one organization on one day. Limits are in months, windows in calendar days.

    `session_limit_months`, `ordinary_limit_months`: the months after the assignment within which the reply to a session proposal 大会提案
    or to an ordinary one 平时提案 is due; `…_limit_working_days`: if not 0, the working days that take their place; `…_limit_day`: if
    given, the day of the year (`06-30`) by which it is due instead: the first one that is not before the assignment.
    `rehandling_rounds`: how many times a dissatisfied form may return a proposal to its units; later forms are only recorded.
    `appraisal_threshold_tenths`: the score, in tenths of a point, below which an appraisal returns the proposal likewise; 0: none does.
    `rehandling_limit_months`: the months within which the reply of such a round is due; `extension_months`: the months after the
    assignment or the re-handling up to which the limit of a reply may be extended, and `extensions`: how often in a round.
    `return_working_days`: the working days after an assignment within which its unit may ask to return it; `return_days`: if not 0, the
    calendar days that take their place.
    `contacts_before_reply`: how many contacts with a proposer a unit has in a round before its reply.
    `opinion_characters`: the length of an opinion report when it is approved, without blanks and line breaks (0: any).
    `feed_back_months`: the months within which the person behind an opinion report is answered, and `referral_months` those within which
    a unit that it is referred to replies; `transfer_answer_days`: the days within which the addressee of a transfer accepts or returns
    it; `transfer_megabytes`: the size of the attachments of one transfer together; `transfer_attachment_days`: the days for which a
    received matter waits for its attachments; `organ_code`: the organ code 机关代字 of its letters (default: its name);
    `proposal_code`: that of its notices about proposals (default: its name and 提案).
    `sends_to_peers`, `accepts_from_peers`: whether a matter may be sent to organizations of the same level, and received from them; both
    charters have to agree (default: neither). `sends_downward`, `accepts_from_above`: likewise for those below, and those above.
    `notice_working_days`, `papers_working_days`: the working days before a consultation by which these are sent (0: any day).
    `reminder_days`: the days before a limit on which it is reminded of; `reminder_interval_days`: the days between two reminders after it
    (0: none); `leader_reminder_days`: the days after a limit on which the leader is notified (0: never); `urging_days`: the days after it
    from which the clock urges the unit, once a week at most (0: never).
    `instruction_answer_days`: the days within which it is reported what was done on an instruction 批示 on a proposal or an outcome.
    `grounds`: the grounds on which a proposal is not filed (default: the ten of the national rules).
    `sectors`: the sectors 界别 that a proposal may name (default: the 34 of the national committee); `themes`: its themes.
    `filing_number`: how the filing number 立案号 of a proposal is written: a text with `{number}`, `{year}` for the session year and
    `{session}` for 十届三次; a format may follow, as in `{number:03}`.
    `periodicals`: the periodicals 刊物 of opinion reports; `issue_number`: how an issue 期号 is written, with `{number}` and `{year}`.
    `opinion_call_days`: the days within which reports answer a call 约稿 without a deadline of its own.
    `adoption_points`: the points 采用计分 of an opinion report for the highest level of its adoption; the defaults are ours.
    `stages`: the optional stages of a proposal; `cadence`: how many activities the place expects in a year, by rule (default: none).
    `similar_percent`: the similarity from which a matter is shown beside another one of the same or of the `similar_years` years before;
    `similar_title_percent`: the one from which the title of an imported proposal is doubtful.
    `plan_stages`: the stages that an annual plan passes before its items count.
    `plan_classes`: the classes of the items of an annual plan, by the body that holds the consultation (default: without 主席约谈).
    `station_deputies`: the fewest and the most deputies of a village station.
    `holding_bodies`: the bodies that may hold an activity 主办 (default: without 主席约谈).
    `evaluation`: the criteria of the sheet on which the quality of consultations is evaluated, each with its full score (default: none).
    `research`: the sub-groups of a research activity, and who signs its report off (default: nothing is prescribed).
    `unit_appraisal_points`: the full score of the appraisal of units 绩效考评; `unit_…_weight`: those of its criteria (defaults ours).
    `public_board`: whether everyone may read the published proposals 提案办理公开 without an account; `public_texts`: which of their texts
    are public beside the title, of those that are published from that day on (default: none).
    `public_topics`: whether everyone may suggest topics of the annual plan 议题征集 without an account.
    `second_factor_roles`: the roles whose accounts log in with a second factor, beside their password (default: none does).
    `notification_days`: the days for which notifications are shown; older steps notify nobody; `digest_hour`: the hour of the daily mail.
    `attachment_types`: the types of file that may be attached; `attachments`: how many, `attachment_megabytes`: their size together.
    `offline_entry`: the kinds of matter that are recorded without a network 离线填写 and sent later (default: none).
    `records`: the optional measures that the place records; a measure not named on the day a matter begins is not counted for it.
    """

    session_limit_months: int = 5
    session_limit_working_days: int = 0
    session_limit_day: str = ""
    ordinary_limit_months: int = 3
    ordinary_limit_working_days: int = 0
    ordinary_limit_day: str = ""
    backdating_days: int = 30
    scheme: str = "ABCD"
    answers: tuple[Answer, ...] = (Answer.SATISFIED, Answer.MOSTLY_SATISFIED, Answer.DISSATISFIED)
    rehandled_answers: tuple[Answer, ...] = (Answer.DISSATISFIED, Answer.VERY_DISSATISFIED)
    rehandling_rounds: int = 1
    rehandling_limit_months: int = 3
    extension_months: int = 6
    extensions: int = 1
    appraisal_threshold_tenths: int = 0
    return_working_days: int = 5
    return_days: int = 0
    contacts_before_reply: int = 0
    online_channels: tuple[Channel, ...] = (Channel.WEBSITE, Channel.WECHAT, Channel.QQ_GROUP, Channel.OFFICE_NETWORK)
    opinion_characters: int = 1500
    feed_back_months: int = 1
    referral_months: int = 1
    opinion_call_days: int = 15
    notice_working_days: int = 0
    papers_working_days: int = 0
    transfer_answer_days: int = 15
    transfer_megabytes: int = 100
    transfer_attachment_days: int = 7
    sends_to_peers: bool = False
    accepts_from_peers: bool = False
    sends_downward: bool = False
    accepts_from_above: bool = False
    instruction_answer_days: int = 30
    reminder_days: tuple[int, ...] = (30, 7, 1)
    reminder_interval_days: int = 7
    leader_reminder_days: int = 0
    urging_days: int = 0
    unit_appraisal_points: int = 100
    unit_on_time_weight: int = 40
    unit_contacts_weight: int = 20
    unit_satisfaction_weight: int = 30
    unit_not_rehandled_weight: int = 10
    organ_code: str = ""
    proposal_code: str = ""
    filing_number: str = "第{number:03}号"
    periodicals: tuple[str, ...] = ("社情民意信息",)
    issue_number: str = "〔{year}〕第{number}期"
    adoption_points: tuple[tuple[Level, int], ...] = ADOPTION_POINTS
    public_board: bool = False
    public_texts: tuple[PublicText, ...] = ()
    public_topics: bool = False
    second_factor_roles: tuple[Role, ...] = ()
    notification_days: int = 90
    digest_hour: int = 8
    offline_entry: tuple[Subject, ...] = ()
    records: tuple[Recorded, ...] = ()
    stages: tuple[Stage, ...] = ()
    grounds: tuple[Ground, ...] = tuple(ground for ground in Ground if ground is not Ground.PARTY_DISCIPLINE)
    sectors: tuple[str, ...] = SECTORS
    themes: tuple[Theme, ...] = tuple(Theme)
    attachment_types: tuple[AttachmentType, ...] = tuple(AttachmentType)
    similar_percent: int = 30
    similar_years: int = 3
    similar_title_percent: int = 75
    attachments: int = 20
    attachment_megabytes: int = 100
    cadence: tuple[CadenceRule, ...] = ()
    plan_stages: tuple[PlanStage, ...] = USUAL
    plan_classes: tuple[PlanClass, ...] = tuple(each for each in PlanClass if each is not PlanClass.INTERVIEW)
    station_deputies: tuple[int, int] = (1, 2)
    holding_bodies: tuple[HeldBy, ...] = tuple(each for each in HeldBy if each is not HeldBy.INTERVIEW)
    evaluation: tuple[EvaluationCriterion, ...] = ()
    research: ResearchProcedure = NO_PROCEDURE
    checklist: tuple[str, ...] = ("premises", "equipment", "stationed_members", "funds", "staff")

    @property
    def return_window(self) -> Term:
        """Returns the time after an assignment within which its unit may ask to return it."""
        return Term(days=self.return_days) if self.return_days else Term(working_days=self.return_working_days)

    def sends(self, direction: Direction) -> bool:
        """Returns whether matters are sent in this direction: upwards always."""
        return {Direction.DOWN: self.sends_downward, Direction.SIDEWAYS: self.sends_to_peers}.get(direction, True)

    def accepts(self, direction: Direction) -> bool:
        """Returns whether matters that are sent in this direction are received: upwards always."""
        return {Direction.DOWN: self.accepts_from_above, Direction.SIDEWAYS: self.accepts_from_peers}.get(
            direction, True
        )

    def reply_term(self, proposal_type: str) -> Term:
        """Returns the time after the assignment within which the reply to a proposal of this type is due."""
        if proposal_type == "session":
            months, working = self.session_limit_months, self.session_limit_working_days
            day = self.session_limit_day
        else:
            months, working = self.ordinary_limit_months, self.ordinary_limit_working_days
            day = self.ordinary_limit_day
        return Term(fixed_day=day) if day else Term(working_days=working) if working else Term(months=months)

    def term_of(self, command: str, *, proposal_type: str) -> Term | None:
        """Returns the term for the answer that a command asks for, or within which it may be given, if any.

        `proposal_type`: `session` 大会 or `ordinary` 平时.
        """
        terms = {
            "assign": self.reply_term(proposal_type),
            "request_return": self.return_window,
            "rehandle": Term(months=self.rehandling_limit_months),
            "collect": Term(months=self.feed_back_months),
            "refer": Term(months=self.referral_months),
            "instruct": Term(days=self.instruction_answer_days),
            "forward": Term(days=self.transfer_answer_days),
            "resend": Term(days=self.transfer_answer_days),
        }
        return terms.get(command)
