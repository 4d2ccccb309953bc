"""Runs the `console` examples of a page of the documentation, as a reader would type them.

A line that begins with `$` is a command, one with `>` goes on with it, the rest is its output.
"""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MARK = "@@the next command@@"


@dataclass
class Example:
    """A command and what it prints."""

    command: str
    output: list[str] = field(default_factory=list)


def examples_in(page: str) -> list[Example]:
    """Return the examples of every `console` block, in their order."""
    found: list[Example] = []
    for block in re.findall(r"^```console\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(Example(line[2:]))
            elif line.startswith("> "):
                found[-1].command += "\n" + line[2:]
            else:
                found[-1].output.append(line)
    return found


def run_examples(examples: list[Example], *, folder: Path, env: Mapping[str, str]) -> list[Example]:
    """Run the commands in one shell and return each with what it printed."""
    script = "".join(f"{example.command}\necho '{MARK}'\n" for example in examples)
    done = subprocess.run(
        ["bash", "-u"],
        input=script,
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    printed = done.stdout.split(f"{MARK}\n")[:-1]
    pairs = zip(examples, printed, strict=True)
    return [Example(example.command, text.splitlines()) for example, text in pairs]
