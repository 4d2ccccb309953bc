"""Nothing can be asked of Chirashi that its documentation does not name."""

import re
from pathlib import Path

import pytest
import typer.main

from api.app import fastapi_app, worker_of
from api.command_line import app
from api.settings import serve_settings
from data.models.cross_file import JSON_ARRAYS
from data.models.model_arrays import FORMAT
from recommender.crossed.state_checks import ARRAYS, FACTS, PRIOR

ROOT = Path(__file__).parents[1]
PAGES = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}
README = (ROOT / "README.md").read_text(encoding="utf-8")
EVERYTHING = "\n".join([README, *PAGES.values()])


def test_every_route_is_documented(tmp_path: Path) -> None:
    settings = serve_settings({"CHIRASHI_HOME": str(tmp_path)})
    paths = fastapi_app(worker_of(settings)).openapi()["paths"]
    assert len(paths) > 10
    named = EVERYTHING.replace(":path}", "}")
    missing = [path for path in paths if path not in named]
    assert missing == []


def commands() -> list[str]:
    """Return every command, groups spelt out."""
    found = []
    for name, command in typer.main.get_group(app).commands.items():
        inner = getattr(command, "commands", {"": None})
        found += [f"chirashi {name} {part}".strip() for part in inner]
    return found


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command: str) -> None:
    assert command in EVERYTHING


def test_every_setting_in_the_code_is_documented() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for package in ("api", "data", "training")
        for path in (ROOT / package).rglob("*.py")
    )
    settings = set(re.findall(r"\bCHIRASHI_[A-Z_]*[A-Z]\b", code))
    assert len(settings) > 8
    assert sorted(settings - set(re.findall(r"CHIRASHI_[A-Z_]+", PAGES["settings.md"]))) == []


@pytest.mark.parametrize("page", ["README.md", *sorted(PAGES)])
def test_links_lead_to_pages_that_are_there(page: str) -> None:
    folder = ROOT if page == "README.md" else ROOT / "docs"
    text = README if page == "README.md" else PAGES[page]
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert [link for link in links if not (folder / link).exists()] == []


def test_every_array_of_the_model_format_is_documented() -> None:
    page = PAGES["model-format.md"]
    assert [name for name in FORMAT if f"`{name}`" not in page] == []


def test_all_that_a_state_of_the_cross_learner_holds_is_documented() -> None:
    page = PAGES["model-format.md"]
    names = (*ARRAYS, *JSON_ARRAYS, *FACTS, *PRIOR)
    assert [name for name in names if f"`{name}`" not in page] == []
