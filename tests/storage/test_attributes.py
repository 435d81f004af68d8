"""A view consists of the attributes of its record that have the same names, and of what is given."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import pytest
from pydantic import BaseModel

from shared.storage.attributes import from_attributes


class Record(NamedTuple):
    id: str
    size: int
    note: str


@dataclass(frozen=True, kw_only=True)
class DataclassView:
    id: str
    size: int = 0


class ModelView(BaseModel):
    id: str
    size: int


class TupleView(NamedTuple):
    id: str
    size: int


class Colour(StrEnum):
    RED = "red"


class StoredRow(NamedTuple):
    colour: str
    shade: str | None
    bright: int


@dataclass(frozen=True)
class ColourView:
    colour: Colour
    shade: Colour | None
    bright: bool


@pytest.mark.parametrize("view", [DataclassView, ModelView, TupleView])
def test_a_view_takes_its_fields_from_the_attributes_of_the_same_name(view: type[DataclassView]) -> None:
    made = from_attributes(view, Record("a", 3, "not shown"))
    assert (made.id, made.size) == ("a", 3)


def test_what_is_given_replaces_the_attribute_of_the_same_name() -> None:
    assert from_attributes(TupleView, Record("a", 3, ""), size=4) == TupleView("a", 4)


def test_what_is_stored_as_a_text_or_a_number_becomes_a_word_or_a_truth_value_as_the_field_is_declared() -> None:
    assert from_attributes(ColourView, StoredRow("red", None, 1)) == ColourView(Colour.RED, None, bright=True)
    assert type(from_attributes(ColourView, StoredRow("red", "red", 0)).shade) is Colour


def test_a_text_that_is_no_word_of_the_enumeration_is_an_error() -> None:
    with pytest.raises(ValueError, match="blue"):
        from_attributes(ColourView, StoredRow("blue", None, 0))


def test_a_field_that_the_record_lacks_is_an_error_even_where_the_view_has_a_default() -> None:
    with pytest.raises(AttributeError, match="size"):
        from_attributes(DataclassView, Record("a", 3, "").id, id="a")


def test_a_value_for_no_field_is_an_error() -> None:
    with pytest.raises(TypeError, match="colour"):
        from_attributes(DataclassView, Record("a", 3, ""), colour="red")
