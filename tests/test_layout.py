"""The shape of the repository: where a thing lives can be told from its name."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("api", "data", "recommender", "training")
MODULES = sorted(path for name in (*PACKAGES, "tests") for path in (ROOT / name).rglob("*.py"))
OURS = [path for path in MODULES if path.relative_to(ROOT).parts[0] in PACKAGES]
FOLDERS = [path.parent for path in OURS if path.name == "__init__.py"]
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
LONGEST_README = 12
ARGUMENTS = {"now", "rng"}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_module_name_stands_twice() -> None:
    by_convention = {"__init__", "__main__", "conftest"}
    counts = Counter(path.stem for path in MODULES if path.stem not in by_convention)
    assert [name for name, count in counts.items() if count > 1] == []


def test_no_file_is_long() -> None:
    compiled = [path for name in PACKAGES for path in (ROOT / name).rglob("*.[ch]")]
    lengths = {named(path): len(path.read_text().splitlines()) for path in (*MODULES, *compiled)}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_long() -> None:
    functions = [
        (named(path), node.name, (node.end_lineno or 0) - node.lineno + 1)
        for path in OURS
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [function for function in functions if function[2] > LONGEST_FUNCTION] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_a_package_says_what_lives_in_it(folder: Path) -> None:
    told = ast.get_docstring(ast.parse((folder / "__init__.py").read_text()))
    assert told is not None
    assert len(told.splitlines()) <= LONGEST_README


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_what_a_package_names_is_there(folder: Path) -> None:
    told = ast.get_docstring(ast.parse((folder / "__init__.py").read_text())) or ""
    named_here = re.findall(r"`([a-z_]+(?:[./][A-Za-z_]+)*)`", told)
    assert [x for x in named_here if x not in ARGUMENTS and not is_there(folder, x)] == []


def is_there(folder: Path, name: str) -> bool:
    """Whether a name is that of a module, or of something in one, here or in a package of ours."""
    if "/" in name and "." in name:
        return (folder / name).exists()
    parts = name.replace("/", ".").split(".")
    for base in (folder, *folder.parents):
        path = base.joinpath(*parts)
        if path.is_dir() or path.with_suffix(".py").exists():
            return True
        module = base.joinpath(*parts[:-1]).with_suffix(".py")
        if (
            len(parts) > 1
            and module.exists()
            and re.search(rf"\b{parts[-1]}\b", module.read_text())
        ):
            return True
        if base == ROOT:
            break
    return False
