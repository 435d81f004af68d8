"""The view of a form that a template renders: its controls with their values and errors, and the question to confirm."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.charters.charter import Charter
from shared.domain.command import Label
from shared.domain.errors import LianxiError
from shared.ui.forms.broken_rules import base_name, broken_rules
from shared.ui.forms.fields import SCORES, Choice, FormField, Sort, form_fields
from shared.ui.forms.labels import label
from shared.web.pages.forms import KEY_FIELD, Form, first

ALREADY_SENT = "form-already-sent"
"""The error code of a form whose key was used before with other content."""

_LATE = ("year", "on", "late_reason")
"""The fields of a step that is recorded on a later day."""

_ORDERED = frozenset({"proposers"})
"""Lists of which the order means something: the first proposer is the one who is informed."""


ChoicesByField = Mapping[str, tuple[Choice, ...]]
"""Field -> the choices that are available for it now."""


@dataclass(frozen=True, kw_only=True)
class Control:
    """One field of a form. `values`: its present values; `error`: the rule that they break, empty when they break none."""

    id: str
    name: str
    title: str
    hint: str
    sort: Sort
    required: bool
    choices: tuple[Choice, ...]
    """The values to choose from; of sort `line` or `list` they are suggestions, and other values can be typed.

    Of sort `scores` each is a criterion, whose value is its full score.
    """
    values: tuple[str, ...]
    error: str

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def is_ordered(self) -> bool:
        """Returns whether the order of a list means something, so that its values are typed, or added one by one."""
        return self.name in _ORDERED

    @property
    def chosen(self) -> frozenset[str]:
        """Returns the values that are among the choices."""
        return frozenset(each.value for each in self.choices).intersection(self.values)

    @property
    def typed(self) -> str:
        """Returns the values of a `list` that are not among the choices, one per line."""
        return "\n".join(each for each in self.values if each not in self.chosen)


@dataclass(frozen=True, kw_only=True)
class RejectedForm:
    """A submitted form without effect so far: refused (`error`) or to be confirmed (`question`). `pending`: its id in the store."""

    command: str
    form: Form
    error: LianxiError | None = None
    question: str = ""
    pending: str = ""
    notice: str = ""

    @property
    def key(self) -> str:
        """Returns the idempotency key of the submitted form, so that it takes effect once; empty when the key was used before."""
        used = self.error is not None and self.error.code == ALREADY_SENT
        return "" if used else first(self.form, KEY_FIELD)


@dataclass(frozen=True, kw_only=True)
class FormView:
    """A form. `key`: its idempotency key; `version`: the version of the record that it was rendered for; `question`: to be confirmed.

    `autosave`: the address that stores what is typed; `autosaved`: the notice that the values are such, if they are.
    `unfolded`: the names of fields that are shown although most forms fold them.
    """

    command: str
    title: str
    action: str
    controls: tuple[Control, ...]
    version: str = ""
    open: bool = False
    question: str = ""
    pending: str = ""
    error: LianxiError | None = None
    notice: str = ""
    key: str
    autosave: str = ""
    autosaved: str = ""
    unfolded: tuple[str, ...] = ()

    @property
    def wrong(self) -> list[Control]:
        return [each for each in self.controls if each.error]

    @property
    def late_controls(self) -> list[Control]:
        """Returns the controls that are needed only when a step is recorded afterwards; forms show them folded."""
        late = frozenset(_LATE).difference(self.unfolded)
        return [each for each in self.controls if each.name in late and not each.required]

    @property
    def is_late(self) -> bool:
        """Returns whether the controls of a late record are shown unfolded: one of them is wrong, or a reason was typed."""
        return any(each.error or (each.name == "late_reason" and each.value) for each in self.late_controls)

    @property
    def message(self) -> str:
        """Returns the text of the errors that no control of the form shows; empty when there is none."""
        if self.error is None:
            return ""
        named = {each.name for each in self.controls}
        not_shown = [each.rule for each in self.error.fields if base_name(each.field) not in named]
        return "；".join(not_shown) if self.error.fields else self.error.detail


def new_key() -> str:
    """Returns a new idempotency key for a form."""
    return secrets.token_urlsafe(18)


def form_view(  # noqa: PLR0913 - the parts of a form
    body: type[Any],
    *,
    command: str,
    title: str,
    action: str,
    initial: Mapping[str, str],
    charter: Charter | None = None,
    offers: ChoicesByField | None = None,
    typed: Collection[str] = (),
    version: str = "",
    rejected: RejectedForm | None = None,
    shown: bool = False,
    key: str = "",
    autosave: str = "",
    autosaved: str = "",
    unfolded: tuple[str, ...] = (),
) -> FormView:
    """Returns the form of a command; a rejected one keeps its typed values. `typed`: fields that accept other values than the offered."""
    mine = rejected if rejected is not None and rejected.command == command else None
    wrong = broken_rules(mine.error.fields if mine and mine.error else (), (offers or {}).get(SCORES, ()))
    controls = tuple(
        _control(
            each,
            label(each.name, body=body, command=command, charter=charter),
            command,
            initial=initial,
            offers=offers or {},
            typed=each.name in typed,
            form=mine.form if mine else None,
            wrong=wrong,
        )
        for each in form_fields(body)
        if offers is None or each.name not in offers or offers[each.name]
    )
    return FormView(
        command=command,
        title=title,
        action=action,
        controls=controls,
        version=version,
        open=shown if rejected is None else mine is not None,
        question=mine.question if mine else "",
        pending=mine.pending if mine else "",
        notice=mine.notice if mine else "",
        key=(mine.key if mine else key) or new_key(),
        error=mine.error if mine else None,
        autosave=autosave,
        autosaved=autosaved,
        unfolded=unfolded,
    )


def _control(  # noqa: PLR0913 - the parts of a control
    form_field: FormField,
    labels: Label,
    command: str,
    *,
    initial: Mapping[str, str],
    offers: ChoicesByField,
    typed: bool,
    form: Form | None,
    wrong: Mapping[str, str],
) -> Control:
    offered = offers.get(form_field.name, ())
    sort: Sort = form_field.sort
    if offered and not typed and sort != "scores":
        sort = "many" if form_field.sort in ("numbers", "many", "list") else "choice"
    usual = initial.get(form_field.name, form_field.default)
    values = tuple(form.get(form_field.name, [])) if form is not None else (usual,) if usual else ()
    return Control(
        id=f"{command}-{form_field.name}",
        name=form_field.name,
        title=labels.title,
        hint=_hint(labels.hint, form_field, offered) if typed else labels.hint,
        sort=sort,
        required=form_field.required,
        choices=_choices(form_field, offered, sort),
        values=values,
        error=wrong.get(form_field.name, ""),
    )


def _hint(hint: str, form_field: FormField, offered: tuple[Choice, ...]) -> str:
    """Returns the hint of a field that accepts more than it offers: names, or the ids of older matters."""
    if offered and (form_field.sort == "list" or offered[-1].value == offered[-1].title):
        return "；".join(each for each in (hint, "名录以外的名称可以直接填写") if each)
    older = f"列表只列最近的，更早的填写编号，如 {offered[-1].value}" if offered else ""
    return "；".join(each for each in (hint, older) if each)


def _choices(form_field: FormField, offered: tuple[Choice, ...], sort: Sort) -> tuple[Choice, ...]:
    """Returns the choices; for a single choice an empty one comes first, unless there is a default or the first offered is the usual."""
    choices = offered or form_field.choices
    if sort != "choice" or (form_field.default and not offered):
        return choices
    if offered and (not form_field.required or len(offered) == 1):
        return choices
    return (Choice("", "请选择" if form_field.required else "（不填）"), *choices)
