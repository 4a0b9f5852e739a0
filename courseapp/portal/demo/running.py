"""One run of the demo, in its own environment: get ready, say who can sign in, serve."""

import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from courseapp.courses import clock
from courseapp.portal.demo.accounts import ACCOUNTS
from courseapp.portal.demo.folder import only_one
from courseapp.portal.demo.loading import Loaded, days_past_midterm
from courseapp.portal.demo.preparing import prepare
from courseapp.portal.demo.serving import serve

Tell = Callable[[str], None]


def run(*, tell: Tell) -> int:
    """Serve until one is asked to stop; returns the exit status. Raises folder.InUse."""
    folder = Path(settings.DATA_DIR)
    with only_one(folder):
        loaded = prepare(folder, now=clock.now(), tell=tell)
        welcome(loaded, tell=tell)
        return serve(os.environ)


def welcome(loaded: Loaded, *, tell: Tell) -> None:
    course = loaded.course
    tell(f"{course} is {'loaded' if loaded.is_new else 'as you left it'}.")
    if days := days_past_midterm(course, now=clock.real_now()):
        tell(f"Its mid-term was {days} days ago. To begin anew: make demo-reset")
    if clock.shift():
        local = clock.now().astimezone(course.zone)
        tell(f"Its clock is set: it is {local:%a %d %B %Y, %H:%M} there.")
    tell("")
    for account in ACCOUNTS:
        tell(f"  {account.role:<10}  {account.email:<26}  {account.password}")
    tell("")
    tell(f"Open {settings.SITE_URL}{course.get_absolute_url()}  (Ctrl-C ends the demo)")
