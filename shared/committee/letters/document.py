"""The Word document of a letter."""

from shared.committee.letters.letter import OfficialLetter
from shared.committee.word.official import OfficialDocument


def document_of(letter: OfficialLetter) -> bytes:
    """Returns the content of the .docx file."""
    page = OfficialDocument(organ=letter.sender, name=letter.number)
    page.organ(letter.sender)
    page.number(letter.number)
    page.title(letter.title)
    if letter.reference:
        page.subtitle(letter.reference)
    page.line(f"{letter.addressee}：")
    for text in letter.content:
        page.text(text)
    if letter.suggestions:
        page.text("建议：")
    for number, text in enumerate(letter.suggestions, 1):
        page.text(f"{number}. {text}")
    if letter.signatories:
        page.text(f"提案人：{'、'.join(letter.signatories)}")
    page.signature(letter.sender, letter.day)
    return page.content()
