"""The page of the import of grass-roots platforms, `/imports/platforms`."""

from dataclasses import replace

from shared.committee.imports.platforms.usecases import ImportedPlatforms, PlatformImports
from shared.ui.forms.fields import Choice
from shared.ui.imports.routes import ImportPage, register_import


def platform_import(imports: PlatformImports) -> ImportPage:
    """Returns the page of the import of platforms, for the office of a township or a committee."""
    return replace(
        register_import(imports, "platforms", "基层平台"),
        choices=(Choice("registered", "登记，以后逐个备案"), Choice("filed", "登记，站、点、户同时备案")),
        choose=_chosen,
    )


def _chosen(file: ImportedPlatforms, kept_as: str) -> ImportedPlatforms:
    return replace(file, files=kept_as == "filed")
