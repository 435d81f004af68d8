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
        name="platforms",
        list_title="基层平台",
        header=PLATFORM_HEADER,
        permit=lambda account: allow_somewhere(account, RUN),
        choices=(Choice("registered", "登记，以后逐个备案"), Choice("filed", "登记，站、点、户同时备案")),
        choose=_chosen,
    )


def _chosen(file: ImportedPlatforms, kept_as: str) -> ImportedPlatforms:
    return replace(file, files=kept_as == "filed")
