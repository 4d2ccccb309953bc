"""The image: made of what is there, for any machine, not run as root. No daemon is needed here."""

import json
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from api.app import fastapi_app, worker_of
from api.settings import serve_settings
from tests.deploy.examples import DEPLOY, ROOT

TEXT = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def instructions() -> list[tuple[str, str]]:
    """Return (word, rest) of each instruction, continued lines joined."""
    lines = [line for line in TEXT.splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [
        (word, rest)
        for line in joined.splitlines()
        if line.strip()
        for word, _, rest in [line.strip().partition(" ")]
    ]


STEPS = instructions()


def rests(word: str) -> list[str]:
    return [rest for other, rest in STEPS if other == word]


def copied() -> list[tuple[list[str], str]]:
    """Return what is copied from the repository, and where to."""
    found = []
    for rest in rests("COPY"):
        if not rest.startswith("--from"):
            *sources, target = rest.split()
            found.append((sources, target))
    return found


def test_all_that_is_copied_is_there() -> None:
    sources = [source for sources, _ in copied() for source in sources]
    assert sources
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_nothing_that_the_package_is_made_of_is_left_out() -> None:
    sources = {source for sources, _ in copied() for source in sources}
    packages = {
        name.rstrip("*") for name in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
    }
    assert packages | {PROJECT["project"]["readme"], "LICENSE", "pyproject.toml"} <= sources


def test_what_is_copied_is_not_ignored() -> None:
    lines = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    kept = {line[1:] for line in lines if line.startswith("!")}
    assert {source for sources, _ in copied() for source in sources} == kept
    dropped = [line for line in lines if line and line[0] not in "#!" and line != "*"]
    ours = [
        path.relative_to(ROOT) for name in ("api", "data") for path in (ROOT / name).rglob("*.*")
    ]
    needed = [path for path in ours if "__pycache__" not in path.parts and path.suffix != ".so"]
    patterns = [line.removeprefix("**/") for line in dropped]
    assert needed
    assert not any(
        fnmatch(part, mask) for path in needed for part in path.parts for mask in patterns
    )


def test_every_stage_begins_with_an_image_of_a_named_version() -> None:
    images = [rest.split()[0] for rest in rests("FROM")]
    assert len(images) == 2
    wanted = PROJECT["project"]["requires-python"]
    for image in images:
        version = re.fullmatch(r"python:(3\.\d+)-slim-[a-z]+", image)
        assert version is not None
        assert wanted == ">=3.11,<3.14"
        assert version[1] in ("3.11", "3.12", "3.13")


def test_it_does_not_run_as_root_and_keeps_its_home_in_a_volume() -> None:
    words = [word for word, _ in STEPS]
    user = rests("USER")[-1].partition(":")[0]
    assert user.isdigit()
    assert int(user) > 0
    assert f"--uid {user}" in TEXT
    after = words[words.index("USER") :]
    assert "RUN" not in after
    assert rests("VOLUME") == ["/var/lib/chirashi"]
    assert "CHIRASHI_HOME=/var/lib/chirashi" in rests("ENV")[-1]


def test_lightfm_is_built_from_source_for_any_processor() -> None:
    assert "LIGHTFM_NO_CFLAGS=1" in rests("ENV")
    (install,) = [rest for rest in rests("RUN") if "pip install" in rest]
    assert "--no-binary lightfm-next" in install
    assert "--constraint constraints.txt" in install
    (extras,) = re.findall(r"'\.\[([a-z,]+)\]'", install)
    assert set(extras.split(",")) <= set(PROJECT["project"]["optional-dependencies"])


def test_it_starts_the_command_that_the_package_installs() -> None:
    entry = json.loads(rests("ENTRYPOINT")[-1])
    assert entry == [*PROJECT["project"]["scripts"]]
    assert json.loads(rests("CMD")[-1]) == ["serve"]
    assert rests("STOPSIGNAL") == ["SIGTERM"]


def test_its_health_is_asked_of_a_door_that_is_there(tmp_path: Path) -> None:
    (health,) = rests("HEALTHCHECK")
    *_, code = json.loads(health.partition("CMD ")[2])
    (address,) = re.findall(r"http://127\.0\.0\.1:(\d+)(/[a-z]+)", code)
    assert address[0] == rests("EXPOSE")[0]
    assert f"CHIRASHI_PORT={address[0]}" in rests("ENV")[-1]
    settings = serve_settings({"CHIRASHI_HOME": str(tmp_path)})
    assert address[1] in fastapi_app(worker_of(settings)).openapi()["paths"]
    compile(code, "healthcheck", "exec")


@pytest.mark.parametrize("word", ["ADD", "MAINTAINER", "SHELL"])
def test_words_that_hide_what_is_done_are_not_used(word: str) -> None:
    assert rests(word) == []
