"""The search index of matters: the uni- and bigrams of the comparison key of their texts, the same on both databases.

A word matches at any position within a text. All words of a search are required; each may also be a form of the number.
Texts that are encrypted are not in the index (decision 0118).
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Insert,
    Select,
    String,
    and_,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import matter_texts
from shared.committee.encryption.texts import encryption_of
from shared.committee.matter_texts import TextsBySequence
from shared.committee.matters.kind import AnyKind, Kind
from shared.committee.matters.kind_definition import Commands
from shared.committee.matters.record import MatterRecord, State
from shared.committee.matters.search_tables import search_grams, search_keys
from shared.committee.matters.years import years_with_matters
from shared.committee.messages.numbering import LETTER_NUMBER
from shared.domain.comparison import comparison_key
from shared.storage.statements import lists_as_json, unnested

_NEWEST = ("content", "note", "venue", "head", "outcome_text", LETTER_NUMBER)
_LISTS = ("suggestions", "proposers", "keywords", "authors", "deputies")
_EVERY = ("source", "topic", "lead_leader", "department", "person")
SEARCHED = frozenset({*_NEWEST, *_LISTS, *_EVERY})
"""The names of the texts that are searched: the newest text of most names, every text of the names of a plan's items."""

_new_keys = insert(search_keys)

_MOST_GRAMS = 24
"""Maximum number of grams of a word of which the rarest is found."""
_PORTION = 500
"""Maximum number of rows deleted by one statement."""
_NUMBER = re.compile(r"(?:\(?(?P<year>[0-9]{4})(?:\)|年|-|(?=第)))?第?(?P<number>[0-9]{1,9})号?")
_SPACED = r"(?:\(?[0-9]{4} ?(?:\)|年|(?=第)) ?第? ?|第 ?)[0-9]{1,9} ?号"
"""A form of the number that contains blanks."""


async def add(
    connection: AsyncConnection,
    kind: Kind[State, Commands],
    matters: Sequence[MatterRecord[State]],
    texts: Mapping[str, TextsBySequence],
) -> None:
    """Adds new matters to the index, in the transaction that stores them. `texts`: by the ids of the matters."""
    encryption = encryption_of(connection.engine)
    indexed = {matter.id: {} if encryption.encrypts(matter.id) else texts[matter.id] for matter in matters}
    keys = {matter.id: key_of(kind, matter, indexed[matter.id]) for matter in matters}
    await connection.execute(_new_keys, [{"matter": id, "key": key} for id, key in keys.items()])
    by_organization = defaultdict[str, dict[str, set[str]]](dict)
    for matter in matters:
        by_organization[matter.organization][matter.id] = grams_of(keys[matter.id])
    for organization, grams in by_organization.items():
        await _insert(connection, organization, kind.name, grams)


async def put(connection: AsyncConnection, kind: Kind[State, Commands], matter: MatterRecord[State]) -> None:
    """Updates the index of a matter, in the transaction that changes its texts."""
    encrypted = encryption_of(connection.engine).encrypts(matter.id)
    key = key_of(kind, matter, {} if encrypted else await matter_texts.of(connection, matter.id))
    here = search_keys.c.matter == matter.id
    known: str = (await connection.execute(select(search_keys.c.key).where(here))).scalar_one()
    if known != key:
        await connection.execute(update(search_keys).where(here), {"key": key})
    await _change_grams(connection, matter.organization, kind.name, matter.id, known, key)


async def replace_name(connection: AsyncConnection, organization: str, matter: str, old: str, new: str) -> None:
    """Replaces a name, which is a line of its own, in the index of a matter; once, if it is there."""
    here = search_keys.c.matter == matter
    known: str = (await connection.execute(select(search_keys.c.key).where(here))).scalar_one()
    lines = known.split("\n")
    for form in {comparison_key(old), comparison_key(old).replace(" ", "")} & set(lines):
        lines[lines.index(form)] = comparison_key(new)
    key = "\n".join(lines)
    kind = await connection.scalar(select(search_grams.c.kind).where(search_grams.c.matter == matter).limit(1))
    if key == known or kind is None:
        return
    await connection.execute(update(search_keys).where(here), {"key": key})
    await _change_grams(connection, organization, kind, matter, known, key)


async def _change_grams(
    connection: AsyncConnection, organization: str, kind: str, matter: str, known: str, key: str
) -> None:
    before, after = grams_of(known), grams_of(key)
    row = {"organization": organization, "kind": kind, "matter": matter}
    await _remove(connection, row, sorted(before - after))
    await _insert(connection, organization, kind, {matter: after - before})


async def _insert(
    connection: AsyncConnection, organization: str, kind: str, grams: Mapping[str, AbstractSet[str]]
) -> None:
    """Inserts the grams of matters of one organization, by the ids of the matters, in the order of the index."""
    given = {"of_organization": organization, "of_kind": kind, "grams": lists_as_json(grams)}
    await connection.execute(_insertion(connection.dialect.name), given)


@cache
def _insertion(dialect: str) -> Insert:
    """Returns the insertion of grams. Building it costs more than executing it."""
    rows = unnested(dialect, "grams").subquery().c
    owner = [bindparam("of_organization", type_=String), bindparam("of_kind", type_=String)]
    values = select(*owner, rows.value, rows.key).order_by(rows.value, rows.key)
    return insert(search_grams).from_select(["organization", "kind", "gram", "matter"], values)


async def _remove(connection: AsyncConnection, row: dict[str, str], grams: list[str]) -> None:
    here = [search_grams.c[name] == value for name, value in row.items()]
    for start in range(0, len(grams), _PORTION):
        gone = search_grams.c.gram.in_(grams[start : start + _PORTION])
        await connection.execute(delete(search_grams).where(*here, gone))


def key_of(kind: Kind[State, Commands], matter: MatterRecord[State], texts: TextsBySequence) -> str:
    """Returns the comparison keys of all searched texts, one line each."""
    names = [*kind.named(matter.state), *_lists(texts), *_every(texts)]
    lines = [matter.title, *(matter_texts.newest(texts, name) for name in _NEWEST), *names]
    keys = [comparison_key(line) for line in lines]
    keys += [key.replace(" ", "") for key in map(comparison_key, (matter.title, *names)) if " " in key]
    return "\n".join(key for key in keys if key)


def _lists(texts: TextsBySequence) -> Iterator[str]:
    for name in _LISTS:
        yield from json.loads(matter_texts.newest(texts, name) or "[]")


def _every(texts: TextsBySequence) -> Iterator[str]:
    for brought in texts.values():
        yield from (brought[name] for name in _EVERY if name in brought)


def grams_of(key: str) -> set[str]:
    """Returns the characters and pairs of adjacent characters of a key; no pair spans a blank or a line break."""
    return {*"".join(key.split()), *pairs_of(key)}


def pairs_of(key: str) -> list[str]:
    """Returns the pairs of adjacent characters of the words of a key, once each, in the order of the text."""
    return list(dict.fromkeys("".join(pair) for word in key.split() for pair in pairwise(word)))


class Lookup(NamedTuple):
    """How a word is looked up: by this gram of it. `finds`: whether its index finds the matters; else each matter is checked."""

    gram: str
    finds: bool


def matching(
    kind: AnyKind, organization: str, query: str, lookup: Callable[[str], Lookup]
) -> list[ColumnElement[bool]]:
    """Returns the conditions of a search, one for each word."""
    return [_word(kind, organization, word, lookup(word)) for word in words_of(kind, query)]


def words_of(kind: AnyKind, query: str) -> list[str]:
    """Returns the words of a search, once each.

    A form of the number is one word, even with blanks in it or the title of the kind after it.
    """
    titled = re.compile(rf"({_SPACED})(?: ?{re.escape(comparison_key(kind.title_zh))})?(?= |$)")
    words = titled.sub(lambda form: form[1].replace(" ", ""), comparison_key(query)).split()
    return list(dict.fromkeys(words))


def grams_of_word(word: str) -> list[str]:
    """Returns the grams by one of which a word of a search is looked up: the first pairs, or the only character."""
    return pairs_of(word)[:_MOST_GRAMS] or [word]


def _word(kind: AnyKind, organization: str, word: str, lookup: Lookup) -> ColumnElement[bool]:
    """Returns the condition that a word is in the texts or is the number; a word that finds reads an index for each alternative."""
    table, matters = search_grams.c, kind.table.alias()
    found = select(table.matter).where(
        table.organization == organization, table.kind == kind.name, table.gram == lookup.gram
    )
    part, key = word != lookup.gram, select(search_keys.c.key).where(search_keys.c.matter == table.matter)
    if not lookup.finds:
        if part:
            found = found.where(key.where(search_keys.c.key.contains(word, autoescape=True)).exists())
        return or_(found.where(table.matter == kind.table.c.id).exists(), *_numbered(kind.table, word))
    if part:  # by a value, because PostgreSQL would read all keys for a join
        found = found.where(key.scalar_subquery().contains(word, autoescape=True))
    years = years_with_matters(kind, organization)
    numbered = [
        select(matters.c.id).where(matters.c.organization == organization, condition)
        for condition in _numbered(matters, word, years)
    ]
    return kind.table.c.id.in_(found.union(*numbered) if numbered else found)


def _numbered(matters: FromClause, word: str, years: Select[tuple[int]] | None = None) -> Iterator[ColumnElement[bool]]:
    """Yields the conditions that match a word as a form of the number: the id, 2014年第7号, (2014)7号, 2014-7, 第7号, 7.

    The number is that of the matter, or the filing number of a proposal. `years`: all years, so that a number without one is found by
    the index of the numbers of each year.
    """
    table = matters.c
    if re.fullmatch(r"[a-z0-9-]+", word) and "-" in word:
        yield table.id == word
    form = _NUMBER.fullmatch(word)
    if form:
        wanted = int(form["number"])
        for column in ("number", "filing_serial"):
            if column in table:
                yield and_(table[column] == wanted, *_of_year(table.year, form["year"], years))


def _of_year(
    column: ColumnElement[int], year: str | None, years: Select[tuple[int]] | None
) -> Iterator[ColumnElement[bool]]:
    if year:
        yield column == int(year)
    elif years is not None:
        yield column.in_(years)
