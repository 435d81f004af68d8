"""The choices of levels: of an adoption, an instruction, and of a submission on paper."""

from shared.committee.addressees import levels_on_paper
from shared.contracts.subjects import Subject
from shared.contracts.vocabulary import UPWARDS
from shared.ui.forms.fields import Choice
from shared.ui.forms.situation import ChoiceSource, MatterSituation


def levels_without(recognized: str) -> ChoiceSource:
    """Returns a source of the levels without a recognition of this sort: the own level first, then the higher ones."""

    def offer(here: MatterSituation) -> list[Choice]:
        own = here.tree.level(here.organization)
        known = {each.level for each in getattr(here.state, recognized)}
        levels = UPWARDS[UPWARDS.index(own) :] if own in UPWARDS else ()
        return [Choice(str(level), level.title_zh) for level in levels if level not in known]

    return offer


def levels_without_service(here: MatterSituation) -> list[Choice]:
    """Returns the levels above that are reached by letter only, to which the report was not submitted."""
    submitted = {each.level for each in here.state.submissions}
    levels = levels_on_paper(here.organization, tree=here.tree, day=here.today)
    return [Choice(str(each), each.title_zh) for each in levels if each not in submitted]


def instructing_levels(here: MatterSituation) -> list[Choice]:
    """Returns the levels on which a leader may give an instruction: on a proposal several times, on an opinion report once."""
    if here.subject is Subject.OPINION:
        return levels_without("instructions")(here)
    own = here.tree.level(here.organization)
    levels = UPWARDS[UPWARDS.index(own) :] if own in UPWARDS else UPWARDS
    return [Choice(str(level), level.title_zh) for level in levels]
