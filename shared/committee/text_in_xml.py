"""Text as documents of Office programs, which are XML, can contain it."""

import re

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def in_xml(text: str) -> str:
    """Returns the text with U+FFFD in place of each character that XML does not allow."""
    return _NOT_XML.sub("\ufffd", text)
