"""The page of the import of grass-roots platforms, `/imports/platforms`."""

from dataclasses import replace

from shared.committee.platform_imports.rows import PLATFORM_HEADER
from shared.committee.platform_imports.usecases import RUN, ImportedPlatforms, PlatformImports
from shared.committee.register_access import allow_somewhere
from shared.ui.forms.fields import Choice
from shared.ui.imports import ImportPage


def platform_import(imports: PlatformImports) -> ImportPage:
    """Returns the page of the import of platforms, for the office of a township or a committee."""
    return ImportPage(
        imports=imports,
        address="/imports/platforms",
        title="导入基层平台",
        list_address="/platforms",
        list_title="基层平台",
        template=("platforms", "基层平台"),
        header=PLATFORM_HEADER,
        counts={"entered": "新登记", "unchanged": "没有变化"},
        permit=lambda account: allow_somewhere(account, RUN),
        choices=(Choice("registered", "登记，以后逐个备案"), Choice("filed", "登记，站、点、户同时备案")),
        choose=_chosen,
    )


def _chosen(file: ImportedPlatforms, kept_as: str) -> ImportedPlatforms:
    return replace(file, files=kept_as == "filed")
