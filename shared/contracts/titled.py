"""Enumerations of the contract with Chinese titles."""

from enum import StrEnum
from typing import Self, TypeVar


class Titled(StrEnum):
    """A base class of enumerations whose members have a Chinese title for users."""

    title_zh: str

    def __new__(cls, value: str, title: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.title_zh = title
        return member


W = TypeVar("W", bound=Titled)
"""The words of an enumeration."""
