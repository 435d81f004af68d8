"""The fields that a form omits for a matter, because its rules refuse every value: those of other classes and other stages."""

from collections.abc import Mapping
from typing import Any

from shared.contracts.consultation_vocabulary import ActivityClass
from shared.domain.charters.charter import Charter
from shared.domain.charters.values import Stage

_OF_STAGES: Mapping[str, Stage] = {"assign.coordinator": Stage.COORDINATION}
"""`command.field` -> the optional stage without which a form omits the field."""

_OF_CONSULTATIONS = frozenset({"organise.form", "hold.questions", "hold.answers", "hold.rejoinders"})
"""The fields, as `command.field`, that only an activity of the class consultation has."""


def is_unused(field: str, state: Any, charter: Charter) -> bool:
    """Returns whether the form of a matter omits a field, given as `command.field`."""
    if field in _OF_CONSULTATIONS:
        return bool(state.activity is not ActivityClass.CONSULTATION)
    return field in _OF_STAGES and _OF_STAGES[field] not in charter.stages
