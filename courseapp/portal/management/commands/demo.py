"""`manage.py demo`, or `make demo`: sets up the demo and serves it until Ctrl-C."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courseapp.portal.demo import environment
from courseapp.portal.demo.folder import InUse, empty, only_one
from courseapp.portal.demo.ports import PortRefused, check_port, port_from


class Command(BaseCommand):
    help = "Serve the demo course on http://127.0.0.1:8000 (PORT= changes it)."
    # The settings that this command begins with are not those of the demo.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="begin anew")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            port = port_from(os.environ)
            check_port(port)
            if os.environ.get(environment.MARK) != "1":
                self._begin_again(port, reset=options["reset"])
            # Half of the time to start: not needed by the run that only begins again.
            from courseapp.portal.demo.running import run  # noqa: PLC0415

            status = run(tell=self._tell)
        except (PortRefused, InUse) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self._tell("Stopped.")
            status = 0
        sys.exit(status)

    def _begin_again(self, port: int, *, reset: bool) -> None:
        """Become the same command in the demo's own environment: settings are read but once."""
        folder = environment.demo_folder(os.environ)
        with only_one(folder):
            if reset:
                self._tell("Beginning anew: removing what the last demo left …")
                empty(folder)
        command = [sys.executable, str(environment.BASE / "manage.py"), "demo"]
        os.chdir(environment.BASE)
        demo = environment.demo_environment(os.environ, port=port)
        os.execve(command[0], command, demo)  # noqa: S606 - the same Python, the same command

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
