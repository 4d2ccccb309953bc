"""The catalogue goes out as files and comes back the same, with every wrong row told."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.command_line import app
from data.operational.catalogue import Catalogue, open_catalogue
from recommender.errors import Invalid, Unavailable
from tests.builders import NOON, a_placement, a_promo, a_site, a_source, an_article


def run(home: Path, *arguments: str) -> Result:
    env = {"CHIRASHI_HOME": str(home)}
    return CliRunner().invoke(app, list(arguments), env=env, catch_exceptions=False)


def catalogue_of(home: Path) -> Catalogue:
    return open_catalogue(f"sqlite:///{home / 'chirashi.db'}")


def test_what_is_exported_and_imported_is_the_same(tmp_path: Path) -> None:
    with catalogue_of(tmp_path / "old") as old:
        old.sites.put(a_site())
        old.sources.put(a_source(url="https://ribs.example/"))
        old.articles.put(an_article(text="Line\n二行目", published_at=NOON))
        old.promos.put_many([a_promo(id=f"p/{number}", starts_at=NOON) for number in range(3)])
        old.promos.delete("p/1")
        old.placements.put(a_placement())
    files = str(tmp_path / "files")
    assert "promos: 2 written" in run(tmp_path / "old", "export", "catalogue", files).stdout
    done = run(tmp_path / "new", "import", "catalogue", files)
    assert (done.exit_code, "promos.ndjson: 2 created" in done.stdout) == (0, True)
    again = run(tmp_path / "new", "import", "catalogue", files)
    assert "promos.ndjson: 2 unchanged" in again.stdout
    assert (again.stderr, "\n\n" in again.output) == ("", False)
    with catalogue_of(tmp_path / "old") as old, catalogue_of(tmp_path / "new") as new:
        for name in ("sites", "sources", "articles", "promos", "placements"):
            kept = [each.value for each in getattr(old, name).all()]
            assert [each.value for each in getattr(new, name).all()] == kept


def test_wrong_rows_are_told_and_the_others_kept(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("id,name,url\nribs,Rib House,\nbad,,ftp://x\n")
    done = run(tmp_path, "import", "catalogue", str(file), "--noun", "sources")
    assert done.exit_code == 1
    assert "list.csv: 1 created, 1 rejected" in done.stdout
    assert "list.csv row 3: /name this field is needed; /url an address begins" in done.stderr
    with catalogue_of(tmp_path) as catalogue:
        assert catalogue.sources.get("ribs").value == a_source()


def test_a_file_must_exist_and_tell_what_it_holds(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"promos\.ndjson cannot be read"):
        run(tmp_path, "import", "catalogue", str(tmp_path / "promos.ndjson"))
    other = tmp_path / "other.ndjson"
    other.write_text(json.dumps({}))
    with pytest.raises(Invalid, match="add --noun with one of sites, sources"):
        run(tmp_path, "import", "catalogue", str(other))
