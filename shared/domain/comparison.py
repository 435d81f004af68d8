"""The key by which texts are searched and compared; it is never shown and never stored in place of the text.

Texts that a clerk regards as the same have the same key. Differences that it removes: full or half width, upper or lower case, brackets,
quotation marks, dashes and dots of different input methods, radicals that PDF files contain in place of characters, invisible characters.
"""

import re
from functools import lru_cache

from shared.domain.characters import BLANKS, INVISIBLE, LINE_BREAKS
from shared.domain.normal_forms import folded

_PAIRS = (
    ("[{〔〖【〘〚⟨", "("),
    ("]}〕〗】〙〛⟩", ")"),
    ("《〈«‹<", "<"),
    ("》〉»›>", ">"),
    ("“”„‟「」『』〝〞〟'‘’‚‛", '"'),
    ("‐‑‒–—―−─ー﹘", "-"),
    ("•・‧∙⋅", "·"),
    ("○◯", "〇"),
)
_SIMPLIFIED = (
    "⺁厂⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民"
    "⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罓⺲罒⺳网⺵网⺶羊⺷羊⺸羊⺹耂⺺肀⺻聿⺼月⺽臼"
    "⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨"
    "⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀"
)
"""CJK radicals (U+2E80 to U+2EF2), each followed by its character; NFKC maps those of the Kangxi block only."""

_ONE = {ord(each): one for many, one in _PAIRS for each in many} | {
    ord(radical): character for radical, character in zip(_SIMPLIFIED[::2], _SIMPLIFIED[1::2], strict=True)
}
_BLANKS = re.compile(f"[{BLANKS}{LINE_BREAKS}]+")
_VISIBLE = re.compile("[0-9A-Za-z一-鿿]")
"""The most frequent visible characters."""


def comparison_key(text: str) -> str:
    """Returns the key of a text, with one blank between words; the key of a key is the key itself."""
    return _BLANKS.sub(" ", folded(INVISIBLE.sub("", text)).translate(_ONE)).strip(" ")


def is_blank(text: str) -> bool:
    """Returns whether a text has no visible character."""
    return not _VISIBLE.search(text) and not comparison_key(text)


def length(text: str) -> int:
    """Returns the number of characters of a text as its readers count them: without blanks, line breaks and invisible characters."""
    return len("".join(INVISIBLE.sub("", text).split()))


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """Returns the key of a name of a unit, an organization or a person: the same without blanks, which clerks insert at will (张　三)."""
    return comparison_key(comparison_key(name).replace(" ", ""))  # without the blank, a combining mark composes
