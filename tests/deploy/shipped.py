"""Reads the files by which the app is deployed, for the tests that compare them with the app."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.servers.processes import ROOT

# What programs other than our settings read.
READ_BY_OTHERS = {
    "HOST",  # deploy/gunicorn_*.py
    "PORT",
    "WEB_CONCURRENCY",
    "PATH",
    "PYTHONUNBUFFERED",
    "PIP_DISABLE_PIP_VERSION_CHECK",
    "PIP_NO_CACHE_DIR",
}


@cache
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def own_services() -> dict[str, dict[str, Any]]:
    """Return the services that run our own image."""
    return {n: s for n, s in compose()["services"].items() if "build" in s}


@cache
def procfile() -> dict[str, str]:
    lines = (ROOT / "Procfile").read_text().splitlines()
    named = dict(line.split(": ", 1) for line in lines if line and not line.startswith("#"))
    return {name: command.removeprefix("exec ") for name, command in named.items()}


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of the Dockerfile, its continued lines joined."""

    name: str
    rest: str


@cache
def dockerfile() -> list[Instruction]:
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [Instruction(*line.split(maxsplit=1)) for line in lines]


def instructions(name: str) -> list[str]:
    return [i.rest for i in dockerfile() if i.name == name]


def image_environment() -> dict[str, str]:
    """Return the variables that the last stage of the image sets."""
    pairs = " ".join(instructions("ENV")[-1:]).split()
    return dict(pair.split("=", 1) for pair in pairs)


def json_command(instruction: str) -> list[str]:
    return json.loads(instruction)


@cache
def caddy_config(**env: str) -> str:
    """Return the Caddyfile as Caddy itself understands it, as JSON; fails if it does not."""
    caddy = Path(sys.executable).with_name("caddy")
    done = subprocess.run(
        [caddy, "adapt", "--adapter", "caddyfile", "--config", "deploy/Caddyfile"],
        cwd=ROOT,
        env={"DOMAIN": "courses.example.edu", "HOME": "/nonexistent", **env},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "not formatted" not in done.stderr
    return done.stdout


def paths_named(text: str) -> set[str]:
    """Return what looks like a file or folder of ours in a command."""
    return set(re.findall(r"(?<![\w/.$-])(?:deploy|requirements)/[\w./-]+|manage\.py", text))
