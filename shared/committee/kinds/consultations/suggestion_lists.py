"""The list of suggestions of an activity, which is stored whole with each step that changes it."""

from shared.committee import matter_texts
from shared.committee.context import TransactionContext
from shared.domain.consultations.suggestion_commands import (
    CompletedAddSuggestions,
    CompletedRewordSuggestion,
    RewordSuggestion,
)


async def with_all_suggestions(
    tx: TransactionContext, matter: str, command: CompletedAddSuggestions | RewordSuggestion
) -> CompletedAddSuggestions | CompletedRewordSuggestion:
    """Returns the command with all suggestions of the activity after it."""
    known = matter_texts.newest_list(await tx.texts_of(matter), "suggestions")
    if isinstance(command, CompletedAddSuggestions):
        return CompletedAddSuggestions(**vars(command) | {"suggestions": (*known, *command.suggestions)})
    known[command.number - 1] = command.text
    return CompletedRewordSuggestion(**vars(command), suggestions=tuple(known))
