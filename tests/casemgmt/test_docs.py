"""The pages under docs/ say what is there: variables, words, problems and links are compared with the code."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from accounts.models import Scope
from workflow import problems
from workflow.models import StepModel
from workflow.refusals import Refusal

ROOT = Path(settings.BASE_DIR)
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
VARIABLE = re.compile(r'(?:ENV\.get|flag|listed|required)\(\s*"([A-Z_]+)"')


def read(name: str) -> str:
    return (ROOT / name).read_text()


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as they are made from their words."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(page.read_text()):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name) if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_variable_that_the_settings_read_is_explained() -> None:
    read_by_settings = set(VARIABLE.findall(read("casemgmt/settings.py")))
    assert {"CASEMGMT_SECRET_KEY", "DATABASE_URL", "REDIS_URL"} <= read_by_settings
    explained = set(re.findall(r"`([A-Z_]+)`", read("docs/operations.md")))
    assert read_by_settings - explained == set()


def test_every_kind_of_record_is_in_the_glossary() -> None:
    glossary = read("docs/glossary.md").lower()
    kinds = {str(model._meta.verbose_name).lower() for model in apps.get_models() if issubclass(model, StepModel)}
    assert {kind for kind in kinds if f"**{kind}" not in glossary and f"({kind}" not in glossary} == set()


def test_every_app_is_in_the_architecture() -> None:
    architecture = read("docs/architecture.md")
    ours = [app.name for app in apps.get_app_configs() if (ROOT / app.name).is_dir()]
    assert [name for name in ours if f"| `{name}` |" not in architecture] == []


def test_every_problem_of_the_api_is_explained() -> None:
    api = read("docs/api.md")
    kinds = [kind for kind in _below(Refusal) if kind.__module__ == Refusal.__module__]
    assert [code for kind in kinds if f"`{(code := problems._code(kind.__new__(kind)))}`" not in api] == []


def _below(kind: type[Refusal]) -> list[type[Refusal]]:
    return [found for below in kind.__subclasses__() for found in (below, *_below(below))]


def test_every_area_of_the_scopes_is_explained() -> None:
    api = read("docs/api.md")
    assert [area for area in {value.partition(":")[0] for value in Scope.values} if f"`{area}" not in api] == []


def test_every_decision_is_in_the_list() -> None:
    listed = set(LINK.findall(read("docs/adr/README.md")))
    assert listed == {page.name for page in (ROOT / "docs" / "adr").glob("0*.md")}
