"""The choices of form fields that depend on the matter: its steps, its units, its suggestions and others, as one table."""

from collections.abc import Mapping

from shared.committee.directory.names import committee_name
from shared.committee.messages.schemas import is_silent, name_of
from shared.contracts.catalogue import CATALOGUE, TYPE_OF
from shared.contracts.vocabulary import Role, TransferState
from shared.domain.comparison import name_key
from shared.domain.consultations.follow_up_commands import AddresseeGroup
from shared.domain.log import STEPLESS
from shared.ui.forms import charter_choices as from_charter
from shared.ui.forms.charter_choices import optional, plain
from shared.ui.forms.fields import Choice
from shared.ui.forms.level_choices import instructing_levels, levels_without, levels_without_service
from shared.ui.forms.situation import ChoiceSource, MatterSituation
from shared.ui.forms.unused_fields import is_unused


def choices_of(command: str, names: tuple[str, ...], here: MatterSituation) -> dict[str, tuple[Choice, ...]]:
    """Returns field -> choices, for the fields of the command that `CHOICES` or `situation.named` contains."""
    found = {name: CHOICES.get(f"{command}.{name}") for name in names}
    others = {name: here.named[f"{command}.{name}"] for name in names if f"{command}.{name}" in here.named}
    unused = {name: () for name in names if is_unused(f"{command}.{name}", here.state, here.charter)}
    return {name: tuple(offer(here)) for name, offer in found.items() if offer is not None} | others | unused


def _steps(here: MatterSituation) -> list[Choice]:
    return [
        Choice(str(number), f"{entry.on} {CATALOGUE[TYPE_OF[here.subject, entry.command]].title_zh}")
        for number, entry in enumerate(here.state.log, 1)
        if entry.command not in STEPLESS
    ]


def _suggestions(*missing: str) -> ChoiceSource:
    """Returns a source of the suggestions of an activity that have none of these days."""

    def offer(here: MatterSituation) -> list[Choice]:
        return [
            Choice(str(each.number), f"{each.number}. {each.text}")
            for each in here.view.suggestions
            if all(getattr(each, day) is None for day in missing)
        ]

    return offer


def _asked_for_comments(here: MatterSituation) -> list[Choice]:
    return [Choice(str(each.number), each.addressee) for each in here.view.comments]


def _addressee_groups(here: MatterSituation) -> list[Choice]:
    """Returns the groups of addressees, that of the organizations below where there are some."""
    empty = set() if here.tree.children(here.organization, here.today) else {AddresseeGroup.BELOW}
    return [Choice(str(each), each.title_zh) for each in AddresseeGroup if each not in empty]


def _suggestions_of_proposal(missing: str) -> ChoiceSource:
    """Returns a source of the suggestions of a proposal without this day; one that is adopted is not offered as not adopted."""

    def offer(here: MatterSituation) -> list[Choice]:
        return [
            Choice(str(each.number), f"{each.number}. {each.text}")
            for each in here.view.followed_suggestions
            if getattr(each, missing) is None and not (missing == "not_adopted_on" and each.adopted_on)
        ]

    return offer


def _units(due: str) -> ChoiceSource:
    """Returns a source of the units whose step is due; for the account of a handling unit, only of that unit."""

    def offer(here: MatterSituation) -> list[Choice]:
        own = here.account.unit_keys
        return [Choice(unit, unit) for unit in getattr(here.state, due) if not own or name_key(unit) in own]

    return offer


def _every_unit(due: str) -> ChoiceSource:
    """Returns a source of the units whose step is due, also for the account of a coordinating office."""
    return lambda here: [Choice(unit, unit) for unit in getattr(here.state, due)]


def _items(here: MatterSituation) -> list[Choice]:
    return [
        Choice(str(each.number), f"{each.number}. {each.topic}")
        for each in here.view.contents
        if each.executed_on is None and each.dropped_on is None
    ]


def _addressees(here: MatterSituation) -> list[Choice]:
    """Returns the organizations that the matter may be sent to, without origins and earlier recipients."""
    known = here.state.origin_organizations() | {each.to for each in here.state.sent}
    return [Choice(each, committee_name(each, here.tree, here.today)) for each in here.addressees if each not in known]


def _instructions(here: MatterSituation) -> list[Choice]:
    """Returns the instructions on a proposal that have no answer."""
    return [
        Choice(str(each.number), f"{each.number}. {each.on} {each.level_title}")
        for each in here.view.instructions
        if each.answered_on is None
    ]


def _transfers(*states: TransferState, late: bool = False) -> ChoiceSource:
    """Returns a source of the transfers in these states, the newest first. `late`: only those whose limit has passed."""

    def offer(here: MatterSituation) -> list[Choice]:
        return [
            Choice(each.id, f"{name_of(each.counterpart, here.tree)}（{each.status.title_zh}，{each.sent_on}）")
            for each in reversed(here.transfers)
            if each.status in states
            and each.counterpart in here.tree
            and (not late or is_silent(each.status, each.limit_on, here.today))
        ]

    return offer


def _members(here: MatterSituation) -> list[Choice]:
    return list(here.named.get("members", ()))


def _invited(here: MatterSituation) -> list[Choice]:
    """Returns the members whose answer to an invitation is missing; for the account of a member, only its own."""
    own = here.account.member if Role.SECRETARIAT not in here.account.roles else None
    names = {each.member: each.name for each in here.view.invitations}
    return [
        Choice(each.member, names[each.member]) for each in here.state.open_invitations if own in (None, each.member)
    ]


CHOICES: Mapping[str, ChoiceSource] = {
    "edit.sector": lambda here: optional(from_charter.sectors(here.charter, here.view.sector)),
    "organise.sector": lambda here: optional(from_charter.sectors(here.charter, here.view.sector)),
    "sign_off.signer": lambda here: plain(here.state.follow_up.next_signer(here.account.name)),
    "evaluate.scores": lambda here: from_charter.criteria(here.charter),
    "edit.theme": lambda here: optional(from_charter.themes(here.charter, here.view.theme)),
    "add_item.class": lambda here: from_charter.plan_classes(here.charter),
    "organise.held_by": lambda here: optional(from_charter.holding_bodies(here.charter)),
    "review_report.held_by": lambda here: from_charter.holding_bodies(here.charter),
    "correct.step": _steps,
    "cosign.member": _members,
    **dict.fromkeys(("accept_cosigning.member", "decline_cosigning.member"), _invited),
    "answer_suggestion.number": _suggestions(),
    "reword_suggestion.number": _suggestions("answer_until", "answered_on", "adopted_on"),
    "refer_suggestion.number": _suggestions("answered_on"),
    "record_comment.number": _asked_for_comments,
    "request_comments.addressee_groups": _addressee_groups,
    "receive_feedback.adopted": _suggestions("adopted_on"),
    "receive_feedback.done": _suggestions("done_on"),
    "follow_suggestions.adopted": _suggestions_of_proposal("adopted_on"),
    "follow_suggestions.not_adopted": _suggestions_of_proposal("not_adopted_on"),
    "follow_suggestions.done": _suggestions_of_proposal("done_on"),
    "acknowledge.unit": _units("units_to_acknowledge"),
    "request_return.unit": _units("units_to_return"),
    "pass_on.unit": _every_unit("units_to_pass_on"),
    "accept_return.unit": _every_unit("units_requesting"),
    "keep.unit": _every_unit("units_requesting"),
    "reassign.unit": _units("units_to_replace"),
    "countersign.unit": _units("units_to_countersign"),
    "reply.unit": _units("units_to_reply"),
    "extend.unit": _units("units_pending"),
    "urge.unit": _units("units_pending"),
    "record_contact.unit": _units("units_to_contact"),
    "reply.answer_class": lambda here: from_charter.classes(here.charter),
    "draft_reply.unit": _units("units_to_draft"),
    "draft_reply.answer_class": lambda here: from_charter.classes(here.charter),
    "review_reply.unit": _units("units_to_review"),
    "refuse.ground": lambda here: from_charter.grounds(here.charter),
    "pre_review.ground": lambda here: optional(from_charter.grounds(here.charter)),
    **dict.fromkeys(("rate.process", "rate.result"), lambda here: from_charter.answers(here.charter)),
    **dict.fromkeys(("execute.item", "link_activity.item", "change_item.item", "drop_item.item"), _items),
    "forward.to": _addressees,
    "adopt.level": levels_without("adoptions"),
    "submit.level": levels_without_service,
    "instruct.level": instructing_levels,
    "answer_instruction.instruction": _instructions,
    "answer_referral.unit": _every_unit("units_to_answer"),
    "issue.periodical": lambda here: optional(plain(here.charter.periodicals)),
    "resend.transfer": _transfers(TransferState.SENT, TransferState.RETURNED),
    "urge_transfer.transfer": _transfers(TransferState.DELIVERED, late=True),
}
"""`command.field` -> the source of its choices."""
