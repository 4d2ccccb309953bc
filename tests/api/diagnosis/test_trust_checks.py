"""The doctor tells keys that can be guessed or read, and believing too much or nobody."""

from pathlib import Path

import pytest

from tests.api.diagnosis.examined import finding_of, findings_of, verdict_of

GOOD = "Zk3_pQ0vN8xR2mT6yW1a"


def test_keys_of_the_settings_are_judged(tmp_path: Path) -> None:
    assert verdict_of(tmp_path, "secrets", secrets=f"{GOOD},{GOOD[::-1]}") == "ok"
    assert verdict_of(tmp_path, "secrets", secrets="secretsecretsecret") == "bad"
    assert "at least 16" in finding_of(tmp_path, "settings", secrets="short").seen


def test_a_file_of_keys_is_for_its_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "signing_secrets"
    file.write_text(f"{GOOD}\n")
    file.chmod(0o600)
    assert verdict_of(tmp_path, "secrets") == "ok"
    file.chmod(0o640)
    found = finding_of(tmp_path, "secrets")
    assert found.verdict == "bad"
    assert f"chmod 600 {file}" == found.advice


def test_no_key_is_made_by_looking(tmp_path: Path) -> None:
    assert verdict_of(tmp_path, "secrets") == "ok"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        ({}, "ok"),
        ({"trusted_proxies": "10.0.0.0/8", "country_header": "CF-IPCountry"}, "ok"),
        ({"country_header": "CF-IPCountry"}, "warn"),
        ({"trusted_proxies": "0.0.0.0/0"}, "bad"),
    ],
)
def test_who_is_believed(tmp_path: Path, settings: dict[str, str], verdict: str) -> None:
    assert verdict_of(tmp_path, "proxies", **settings) == verdict


def test_figures_for_everybody_are_told(tmp_path: Path) -> None:
    assert findings_of(tmp_path, "metrics") == []
    assert verdict_of(tmp_path, "metrics", metrics_from="::/0") == "warn"
