"""The numbered suggestions 建议 of a proposal: each has the numbers of the log entries with which it was adopted and done.

They are followed independently of the handling: their days are ordered with the filing and among themselves.
"""

from msgspec import Struct, structs

from shared.contracts.dated import FollowedSuggestion
from shared.domain.log import Entry, Log, day_of
from shared.domain.proposals.follow_up_commands import FollowSuggestions
from shared.domain.proposals.review_commands import File
from shared.domain.proposals.vocabulary import SuggestionState

MOST_SUGGESTIONS = 100
"""The maximum number of suggestions of a proposal."""


class NumberedSuggestion(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A suggestion: the numbers of the log entries with which it was adopted, not adopted and done."""

    adopted: int | None = None
    not_adopted: int | None = None
    done: int | None = None

    @property
    def state(self) -> SuggestionState:
        reached = (
            (self.done, SuggestionState.DONE),
            (self.adopted, SuggestionState.ADOPTED),
            (self.not_adopted, SuggestionState.NOT_ADOPTED),
        )
        return next((state for entry, state in reached if entry), SuggestionState.OPEN)

    @property
    def entries(self) -> tuple[int, ...]:
        """Returns the numbers of its log entries, the first one first."""
        return tuple(sorted(entry for entry in (self.adopted, self.not_adopted, self.done) if entry))


Suggestions = tuple[NumberedSuggestion, ...]


def ordering_keys(command: FollowSuggestions) -> tuple[str, ...]:
    """Returns the suggestions that a command names."""
    numbers = sorted({*command.adopted, *command.not_adopted, *command.done})
    return tuple(f"suggestion:{number}" for number in numbers) or (command.name,)


def are_suggestions_ordered(earlier: Entry, later: Entry) -> bool | None:
    """Returns whether the step recorded earlier must not have the later day; None where neither of them follows suggestions."""
    follows = FollowSuggestions.name
    if earlier.command == follows == later.command:
        return not set(earlier.ordering_keys).isdisjoint(later.ordering_keys)
    if later.command == follows:
        return earlier.command == File.name
    return False if earlier.command == follows else None


def with_suggestions_followed(suggestions: Suggestions, command: FollowSuggestions, entry: int) -> Suggestions:
    """Returns the suggestions after a command with this log entry."""
    return tuple(
        structs.replace(
            each,
            adopted=entry if number in command.adopted else each.adopted,
            not_adopted=entry if number in command.not_adopted else each.not_adopted,
            done=entry if number in command.done else each.done,
        )
        for number, each in enumerate(suggestions, 1)
    )


def followed_suggestions(suggestions: Suggestions, log: Log) -> tuple[FollowedSuggestion, ...]:
    """Returns the suggestions for the facts, in the order of their numbers."""
    return tuple(
        FollowedSuggestion(
            *(None if entry is None else day_of(log, entry) for entry in (each.adopted, each.not_adopted, each.done))
        )
        for each in suggestions
    )
