"""The states in notices of matters elsewhere that no kind of matter has."""

from shared.contracts.titled import Titled


class Elsewhere(Titled):
    """The states in notices that are not states of the kind of matter."""

    VOIDED = "voided", "已作废"
