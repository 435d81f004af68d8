"""The type, the sector and the theme of a new proposal."""

from dataclasses import fields
from pathlib import Path

import pytest

from shared.contracts.vocabulary import ProposerType, Theme
from shared.domain.charters.charter import Charter
from shared.domain.charters.charters import CharterError, Charters
from shared.domain.charters.sectors import sector_named
from shared.domain.charters.values import LONGEST_SECTOR, SECTORS
from shared.domain.errors import InvalidError
from tests.domain.proposal_builder import ProposalBuilder


@pytest.mark.parametrize(("signatories", "type"), [(1, ProposerType.INDIVIDUAL), (2, ProposerType.JOINT)])
def test_a_proposal_is_individual_with_one_proposer_and_joint_with_several(
    signatories: int, type: ProposerType
) -> None:
    assert ProposalBuilder(signatories=signatories).facts.type is type


@pytest.mark.parametrize("type", [each for each in ProposerType if each is not ProposerType.INDIVIDUAL])
def test_a_draft_names_its_own_type(type: ProposerType) -> None:
    assert {ProposalBuilder(type=type, signatories=number).facts.type for number in (1, 2)} == {type}


def test_several_proposers_make_no_individual_proposal() -> None:
    with pytest.raises(InvalidError, match="提案人有2位，不能是个人提案"):
        ProposalBuilder(type=ProposerType.INDIVIDUAL, signatories=2)


def test_the_facts_have_sector_and_theme_if_they_are_given() -> None:
    facts = ProposalBuilder(sector="农业界", theme=Theme.ECOLOGICAL).facts
    assert (facts.sector, facts.theme) == ("农业界", Theme.ECOLOGICAL)
    assert [getattr(ProposalBuilder().facts, name) for name in ("sector", "theme")] == [None, None]


@pytest.mark.parametrize("word", ["农业界", "农业", "农 业 界"])
def test_a_sector_is_stored_as_the_charter_names_it(word: str) -> None:
    assert ProposalBuilder(sector=word).facts.sector == "农业界"


def test_a_charter_names_the_sectors_and_the_themes() -> None:
    narrow = Charter(sectors=("农林水界",), themes=(Theme.SOCIAL,))
    assert ProposalBuilder(narrow, sector="农林水", theme=Theme.SOCIAL).facts.sector == "农林水界"
    with pytest.raises(InvalidError, match="须为章程所列的界别之一：农林水界"):
        ProposalBuilder(narrow, sector="教育界")
    with pytest.raises(InvalidError, match="按章程须为：社会建设"):
        ProposalBuilder(narrow, theme=Theme.ECONOMIC)


def test_the_usual_sectors_are_the_34_of_the_national_committee() -> None:
    assert len(set(SECTORS)) == 34
    assert {sector_named(each, charter=Charter()) for each in SECTORS} == set(SECTORS)
    assert {field.name for field in fields(Charter)} >= {"sectors", "themes"}


@pytest.mark.parametrize("name", ["", "长" * (LONGEST_SECTOR + 1)])
def test_a_charter_with_a_wrong_sector_does_not_start_a_service(tmp_path: Path, name: str) -> None:
    file = tmp_path / "charter.toml"
    rules = f'[[rules]]\nfrom = 2000-01-01\nsectors = ["{name}"]\n'
    file.write_text(f'[service]\nhosts = ["county"]\nkeeps = []\n{rules}', encoding="utf-8")
    with pytest.raises(CharterError, match="sectors"):
        Charters.load(file)
