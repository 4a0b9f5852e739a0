"""`manage.py load_demo`: the demo course of the term that is now. Only in a demo (DEMO=1)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from courseapp.courses import clock
from courseapp.portal.demo.accounts import ACCOUNTS
from courseapp.portal.demo.forgetting import forget_demo
from courseapp.portal.demo.loading import NotADemo, demo_course, load_demo


class Command(BaseCommand):
    help = "Load the demo course with people, teams and abstracts; keeps what is there already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="begin anew")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["reset"] and (old := demo_course()):
                forget_demo(old)
            loaded = load_demo(now=clock.real_now() if options["reset"] else clock.now())
        except NotADemo as error:
            raise CommandError(str(error)) from error
        words = _("loaded") if loaded.is_new else _("kept as it is")
        self.stdout.write(f"{loaded.course}: {words}, {loaded.course.get_absolute_url()}")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.role:<10}  {account.email:<28}  {account.password}")
