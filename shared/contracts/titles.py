"""Titles of states that depend on where a matter is or came from, and the states that only matters elsewhere have."""

from collections.abc import Mapping

from shared.contracts.titled import Titled
from shared.contracts.vocabulary import OpinionState

ACCEPTED_TITLES: Mapping[str, str] = {OpinionState.COLLECTED: "已接收"}
"""State -> its title for a matter from another organization, where that differs: such a matter was accepted, not collected."""


def state_title(state: Titled, *, derived: bool) -> str:
    """Returns the title of the state of a matter. `derived`: whether it came from another organization."""
    return ACCEPTED_TITLES.get(state, state.title_zh) if derived else state.title_zh


class Elsewhere(Titled):
    """The states in notices that are not states of the kind of matter."""

    VOIDED = "voided", "已作废"
