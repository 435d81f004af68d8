"""The rules of the list of suggestions of an activity after it was held."""

from shared.domain.admission import check_text
from shared.domain.consultations import suggestion_commands as commands
from shared.domain.consultations.state import Consultation, Numbered
from shared.domain.consultations.transitions import TRANSITIONS
from shared.domain.errors import EntryCount, InvalidError, invalid

MOST_SUGGESTIONS = 200


def complete_suggestions(state: Consultation, command: commands.SuggestionCommand) -> commands.SuggestionCommand:
    """Returns the command, an addition with the number of new suggestions; raises a `LianxiError` when a rule refuses it."""
    match command:
        case commands.AddSuggestions():
            _check_added(state, command)
            return commands.CompletedAddSuggestions(**vars(command), added=len(command.suggestions))
        case commands.RewordSuggestion():
            _check_reworded(state, command)
    return command


def suggestion_of(state: Consultation, number: int) -> Numbered | None:
    """Returns the suggestion of this number; None when there is none."""
    return state.suggestions[number - 1] if 1 <= number <= len(state.suggestions) else None


def no_suggestion(state: Consultation, field: str, number: int) -> InvalidError:
    """Returns the error of a number that no suggestion has."""
    return invalid(field, number, f"没有第{number}条建议；共{len(state.suggestions)}条")


def _check_added(state: Consultation, command: commands.AddSuggestions) -> None:
    given, known = len(command.suggestions), len(state.suggestions)
    if not given or known + given > MOST_SUGGESTIONS:
        rule = f"须填写1至{MOST_SUGGESTIONS - known}条（一次活动最多{MOST_SUGGESTIONS}条，已有{known}条）"
        raise invalid("suggestions", EntryCount(given), rule)
    for number, text in enumerate(command.suggestions):
        check_text(f"suggestions.{number}", text)


def _check_reworded(state: Consultation, command: commands.RewordSuggestion) -> None:
    suggestion = suggestion_of(state, command.number)
    if suggestion is None:
        raise no_suggestion(state, "number", command.number)
    check_text("text", command.text)
    if not suggestion.is_open:
        why = f"第{command.number}条建议已转办、已有答复或者已登记采纳，不能更正"
        raise TRANSITIONS.field_refusal(state, "number", command.number, why)
