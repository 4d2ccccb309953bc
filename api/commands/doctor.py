"""`chirashi doctor`: what is wrong with an installation, and what to do."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from api.diagnosis.finding import Finding

COLOURS = {"ok": typer.colors.GREEN, "warn": typer.colors.YELLOW, "bad": typer.colors.RED}


def doctor(*, json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """Look at every part of the installation; the exit code is 1 if one is bad."""
    import time

    from api.diagnosis.examination import examine
    from api.diagnosis.finding import Verdict, summary
    from data.storage_settings import read_values

    findings = []
    for finding in examine(read_values(), now_ms=time.time_ns() // 1_000_000):
        findings.append(finding)
        if not json:
            _tell(finding)
    if json:
        _tell_as_json(findings)
    else:
        typer.echo(summary(findings))
    if any(finding.verdict is Verdict.BAD for finding in findings):
        raise typer.Exit(1)


def _tell(finding: "Finding") -> None:
    verdict = typer.style(f"{finding.verdict:<5}", fg=COLOURS[finding.verdict])
    typer.echo(f"{verdict} {finding.part:<11} {finding.seen}")
    if finding.advice:
        typer.echo(f"{'':17} → {finding.advice}")


def _tell_as_json(findings: "list[Finding]") -> None:
    from dataclasses import asdict
    from json import dumps

    typer.echo(dumps([asdict(finding) for finding in findings], indent=1, ensure_ascii=False))
