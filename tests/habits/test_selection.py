"""`make check` runs the quick tests that depend on what has changed, those nearest to the change first."""

import subprocess
from pathlib import Path

import pytest

from tests.habits.durations import QUICK
from tests.habits.import_graph import ImportGraph
from tests.habits.selection import UNKNOWN_SECONDS, changed_files, fitting, ordered, quick_tests
from tests.support.tree import ROOT

SOURCES = {
    "shared/domain/limits.py": "LIMIT = 30\n",
    "shared/domain/proposals.py": "from shared.domain.limits import LIMIT\n",
    "shared/web/page.py": "from shared.domain import proposals\nTEMPLATE = 'page.html'\n",
    "shared/web/page.html": "<p></p>\n",
    "services/county/__main__.py": "import shared.web.page\n",
    "tests/architecture/test_links.py": "",
    "tests/domain/test_limits.py": "from shared.domain import limits\n",
    "tests/domain/test_proposals.py": "def test_a():\n    from shared.domain.proposals import LIMIT\n",
    "tests/web/conftest.py": "from shared.web.page import TEMPLATE\n",
    "tests/web/test_page.py": "",
    "tests/deploy/test_start.py": "COMMAND = ['-m', 'services.county']\n",
    "tests/storage/test_postgres.py": "import pytest, shared.domain.limits\npytestmark = pytest.mark.full\n",
    "tests/system/test_whole.py": "import shared.domain.limits\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Creates a small project in a repository of Git."""
    for name, source in SOURCES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source, encoding="utf-8")
    _git(tmp_path, "init", "-q", "-b", "main")
    _git(tmp_path, "add", "-A")
    _git(tmp_path, "commit", "-q", "-m", "Begin")
    return tmp_path


def _git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


def _order(project: Path, *changed: str, **seconds: float) -> list[str]:
    """Returns the names of the selected tests; `seconds`: by the name of a test file without `test_`."""
    taken = {file: seconds[file.stem[5:]] for file in project.rglob("test_*.py") if file.stem[5:] in seconds}
    return [file.stem[5:] for file in ordered(ImportGraph(project), [project / name for name in changed], taken)]


def test_tests_that_import_the_changed_module_come_before_those_that_reach_it_by_others(project: Path) -> None:
    assert _order(project, "shared/domain/limits.py") == ["links", "limits", "proposals", "start", "page"]


def test_a_changed_test_comes_first(project: Path) -> None:
    assert _order(project, "tests/domain/test_proposals.py") == ["proposals", "links"]


def test_of_equally_near_tests_the_shortest_comes_first(project: Path) -> None:
    assert _order(project, "shared/domain/limits.py", links=2, limits=1)[:2] == ["limits", "links"]


def test_a_test_depends_on_the_fixtures_of_its_folder(project: Path) -> None:
    assert "page" in _order(project, "shared/web/page.py")


def test_a_test_depends_on_the_module_that_it_starts_by_name(project: Path) -> None:
    assert "start" in _order(project, "services/county/__main__.py")


def test_a_template_is_a_part_of_the_module_that_names_it(project: Path) -> None:
    assert _order(project, "shared/web/page.html") == _order(project, "shared/web/page.py")


def test_long_tests_are_left_to_make_test_full(project: Path) -> None:
    assert {file.stem for file in quick_tests(ImportGraph(project))} == {
        "test_links", "test_limits", "test_proposals", "test_page", "test_start"
    }  # fmt: skip


def test_without_a_change_there_is_nothing_to_run(project: Path) -> None:
    assert changed_files(project) == []
    assert _order(project) == []


def test_a_change_is_what_differs_from_the_merge_base_committed_or_not(project: Path) -> None:
    _git(project, "switch", "-q", "-c", "work")
    (project / "shared/domain/limits.py").write_text("LIMIT = 60\n", encoding="utf-8")
    _git(project, "commit", "-q", "-am", "Change the limit")
    (project / "shared/web/page.html").write_text("<h1></h1>\n", encoding="utf-8")
    (project / "tests/web/test_new.py").write_text("", encoding="utf-8")
    (project / "shared/domain/proposals.py").unlink()
    names = {file.relative_to(project).as_posix() for file in changed_files(project)}
    assert names == {"shared/domain/limits.py", "shared/web/page.html", "tests/web/test_new.py"}


def test_where_there_is_no_repository_nothing_has_changed(tmp_path: Path) -> None:
    assert changed_files(tmp_path) == []


def test_as_many_files_are_chosen_as_two_workers_can_run_in_the_time() -> None:
    files = [Path(name) for name in "abcd"]
    seconds = {files[0]: 6.0, files[1]: 30.0, files[2]: 8.0, files[3]: 7.0}
    assert fitting(files, seconds, available=10) == [files[0], files[2]]


def test_the_nearest_file_runs_however_long_it_takes() -> None:
    assert fitting([Path("a"), Path("b")], {Path("a"): 100}, available=10) == [Path("a")]


def test_a_file_that_was_never_measured_counts_with_a_guess() -> None:
    files = [Path(str(number)) for number in range(10)]
    assert len(fitting(files, {}, available=2 * UNKNOWN_SECONDS)) == 4


@pytest.mark.full
def test_the_tests_of_this_project_are_found_by_the_same_rules() -> None:
    graph = ImportGraph(ROOT)
    nearest = ordered(graph, [ROOT / "tests/habits/selection.py"], {})
    assert Path(__file__) in nearest
    assert ROOT / "tests/domain/test_text.py" not in nearest


def test_make_test_takes_the_marks_that_are_called_quick() -> None:
    rule = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ntest: ")[2].partition("\n\n")[0]
    assert f'-m "{QUICK}"' in rule
