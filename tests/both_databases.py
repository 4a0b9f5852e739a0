"""Runs the tests on SQLite, with everything, and then on PostgreSQL, without a browser and
without the tests that touch no database of the run: deployment files, the tests' own servers, the
demo's processes, the rules of the house, the reading of Markdown and of course pages.

`python -m tests.both_databases ARGUMENTS`: the arguments are pytest's. Both runs are always made;
the closing line of each is printed again at the end, and either's failure is a failure.
"""

import os
import re
import subprocess
import sys

CLOSING = re.compile(r"=+ .*\bin [\d.]+s.* =+")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
NO_DATABASE = [
    f"--ignore=tests/{path}"
    for path in (
        *("deploy", "servers", "text", "portal/importing", "test_house.py"),
        *("demo/test_demo_process.py", "demo/test_demo_setup.py"),
        "projects/test_reminder_by_celery.py",  # a minute of waiting; test_procfile.py has both
    )
]
NOT_LONG = "not long and not faults and not mail_faults"


def main(arguments: list[str]) -> int:
    chosen = arguments[arguments.index("-m") + 1] if "-m" in arguments else NOT_LONG
    if "-m" in arguments:
        arguments = [a for a in arguments if a not in ("-m", chosen)]
    results = {
        "sqlite": run("sqlite", [*arguments, "-m", chosen]),
        "postgresql": run(
            "postgresql", [*arguments, *NO_DATABASE, "-m", f"not browser and ({chosen})"]
        ),
    }
    print()
    for name, (status, closing) in results.items():
        print(f"On {name}: {'passed' if status == 0 else f'FAILED, status {status}'}")
        print(closing)
    return max(status for status, _ in results.values())


def run(database: str, arguments: list[str]) -> tuple[int, str]:
    """Run pytest on this database; return its status and its closing line."""
    command = [sys.executable, "-m", "pytest", *arguments]
    if sys.stdout.isatty():
        command.append("--color=yes")
    closing = ""
    environment = {**os.environ, "TEST_DATABASE": database}
    if database == "sqlite":
        environment.pop("TEST_DATABASE_URL", None)  # that one is for the other run
    print(f"\nTests on {database}", flush=True)
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as tests:
        for line in tests.stdout:
            print(line, end="", flush=True)
            if CLOSING.fullmatch(COLOUR.sub("", line).strip()):
                closing = line.rstrip()
    return tests.returncode, closing


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
