"""`make check`: runs every check, also after one has failed, and names at the end what failed."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "templates": ["djlint", "--lint", "--quiet", "templates"],
    "import rules": ["lint-imports", "--no-logo"],
    "dependencies": ["deptry", "."],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "deployment": ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}


def main() -> int:
    with tempfile.TemporaryDirectory() as data:
        # As on a server: nothing is set but what production sets. What the reader's own shell
        # has set must not decide.
        environment = {
            "PATH": f"{BIN}:{os.environ.get('PATH', '')}",
            "HOME": os.environ.get("HOME", data),
            "LANG": "C.UTF-8",
            "DATA_DIR": data,
            "ALLOWED_HOSTS": "courses.example.edu",
        }
        failed = [
            name for name, command in CHECKS.items() if not passes(name, command, environment)
        ]
    print(f"check: FAILED: {', '.join(failed)}" if failed else "check: everything passed")
    return 1 if failed else 0


def passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    """Run one check; print what it says only if it fails."""
    began = time.monotonic()
    done = subprocess.run(
        [BIN / command[0], *command[1:]],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(f"check: {name}: {'ok' if done.returncode == 0 else 'FAILED'}", end=" ")
    print(f"({time.monotonic() - began:.1f} s)", flush=True)
    if done.returncode:
        print(done.stdout, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
