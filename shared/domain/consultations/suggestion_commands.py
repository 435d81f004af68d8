"""The commands on the numbered suggestions of an activity after it was held."""

from typing import ClassVar

from shared.domain.command import SECRETARIAT, Command, Label, Labels


class AddSuggestions(Command, name="add_suggestions", title_zh="补充建议", event=("suggestions_added", "建议已补充")):
    """Adds suggestions that were gathered after the activity; they are numbered after those that are there."""

    permitted = SECRETARIAT
    texts = ("suggestions",)
    labels: ClassVar[Labels] = {"suggestions": Label("补充的建议", "每行一条，接着已有的编号")}

    suggestions: tuple[str, ...]


class CompletedAddSuggestions(AddSuggestions):
    """The command after the decision. `added`: the number of new suggestions; `suggestions`: all of the activity, as they are stored."""

    added: int


class RewordSuggestion(
    Command, name="reword_suggestion", title_zh="更正建议", event=("suggestion_reworded", "建议已更正")
):
    """Corrects the text of a suggestion that is neither referred to a unit nor answered nor adopted. `number`: that of the suggestion."""

    permitted = SECRETARIAT
    texts: ClassVar[tuple[str, ...]] = ("text",)
    labels: ClassVar[Labels] = {"number": Label("建议"), "text": Label("更正为")}

    number: int
    text: str


class CompletedRewordSuggestion(RewordSuggestion):
    """The command with all suggestions of the activity, as they are stored."""

    texts = ("text", "suggestions")

    suggestions: tuple[str, ...]


SuggestionCommand = AddSuggestions | RewordSuggestion
"""The commands that change the list of suggestions of an activity, and not its state."""
