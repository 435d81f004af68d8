"""The review of a batch: the chosen matters, the form of the command once, and the questions to confirm."""

from dataclasses import dataclass, fields
from urllib.parse import urlencode

from shared.committee.batches.queries import ChosenMatter, chosen_matters
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.matters.kind import AnyKind
from shared.committee.units.queries import active_names
from shared.domain.command import Command
from shared.domain.errors import LianxiError
from shared.ui.forms.choices import CHOICES
from shared.ui.forms.confirmations import confirmation_of
from shared.ui.forms.controls import ChoicesByField, FormView, RejectedForm, form_view
from shared.ui.forms.fields import Choice
from shared.ui.forms.references import UNIT_FIELDS
from shared.ui.lists.batch_bar import COMMAND, LIST, MATTER
from shared.web.accounts import Account


@dataclass(frozen=True, kw_only=True)
class BatchReview:
    """The page of a batch before it is given. `possible`: the matters that can take the command; `ticked`: those that will."""

    command: type[Command]
    possible: list[ChosenMatter]
    impossible: list[ChosenMatter]
    ticked: frozenset[str]
    sheet: FormView


def review_address(kind: AnyKind, command: str, ids: list[str], back: str) -> str:
    """Returns the address of the review. `back`: the query of the list that the matters were chosen from."""
    return f"/{kind.name}/batch?{urlencode({COMMAND: command, LIST: back, MATTER: ids}, doseq=True)}"


async def batch_review(  # noqa: PLR0913 - a page, and the request for it
    context: ServiceContext,
    account: Account,
    kind: AnyKind,
    ids: list[str],
    command: type[Command],
    *,
    back: str,
    rejected: RejectedForm | None,
) -> BatchReview:
    """Returns the review of the matters that the account may see; all that can take the command are ticked at first."""
    chosen = await chosen_matters(context, account, kind, ids, command)
    offers, typed = await _offers(context, account, kind, command)
    sheet = form_view(
        command,
        command=command.name,
        title=command.title_zh,
        action=review_address(kind, command.name, ids, back),
        initial={"on": context.today().isoformat()},
        charter=context.charters.on(context.today(), account.organization or ""),
        offers=offers,
        typed=typed,
        rejected=rejected,
        shown=True,
    )
    possible = [each for each in chosen if not each.obstacle]
    kept = {each.summary.id for each in possible}
    return BatchReview(
        command=command,
        possible=possible,
        impossible=[each for each in chosen if each.obstacle],
        ticked=frozenset(kept if rejected is None else kept.intersection(rejected.form.get(MATTER, []))),
        sheet=sheet,
    )


async def _offers(
    context: ServiceContext, account: Account, kind: AnyKind, command: type[Command]
) -> tuple[ChoicesByField, list[str]]:
    """Returns the choices of each field, and the fields that accept other values.

    A field has none, and is left out, when it fits a single matter, or when its choices differ between matters.
    """
    names = [field.name for field in fields(command)]
    left_out = [name for name in names if name in command.single or f"{command.name}.{name}" in CHOICES]
    of_units = [field.partition(".")[2] for field in UNIT_FIELDS.get(f"{kind.name}.{command.name}", ())]
    async with context.service.reading() as connection:
        registered = await active_names(connection, account.organization or "") if of_units else []
    units = tuple(Choice(name, name) for name in registered)
    return dict.fromkeys(of_units if units else (), units) | dict.fromkeys(left_out, ()), of_units


async def question_of(tx: TransactionContext, account: Account, kind: AnyKind, ids: list[str], command: Command) -> str:
    """Returns the questions to confirm before the batch, each once; empty when there is none."""
    found: dict[str, None] = {}
    for id in ids:
        try:
            question = await confirmation_of(tx, account, kind, id, command)
        except LianxiError:  # the result of the matter contains the reason
            continue
        if question:
            found[question] = None
    return "".join(found)
