"""The forms of contacts of handling units with proposers."""

from shared.contracts.titled import Titled


class ContactForm(Titled):
    """The form of a contact of a handling unit with a proposer."""

    MEETING = "meeting", "座谈面商"
    VISIT = "visit", "走访"
    TELEPHONE = "telephone", "电话"
    LETTER = "letter", "书信"
    ONLINE = "online", "网络"
    OTHER = "other", "其他"
