"""The rules of the house that no linter knows."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.functional import Promise

from tests import house_calls, house_templates
from tests.servers.environment import settings_variables

OURS = {"courses", "mail", "schedule", "projects", "portal"}
MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in OURS and not model.__name__.startswith("Historical")
]

# --- Words ------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_noun_and_field_has_a_name_that_can_be_translated(model):
    opts = model._meta
    words = {"verbose_name": opts.verbose_name, "verbose_name_plural": opts.verbose_name_plural}
    for field in opts.local_fields + opts.local_many_to_many:
        if not field.auto_created:
            words[field.name] = field.verbose_name
        if field.help_text:
            words[f"{field.name}: help"] = field.help_text
    assert [name for name, word in words.items() if not isinstance(word, Promise)] == []


@pytest.mark.parametrize(
    "path", house_templates.templates(), ids=lambda path: str(path.relative_to(settings.BASE_DIR))
)
def test_templates_hold_no_word_without_translation_and_nothing_inline(path):
    seen = house_templates.Seen(path.read_text())
    assert seen.untranslated() == []
    assert seen.forbidden == []


@pytest.mark.parametrize(
    ("source", "untranslated", "forbidden"),
    [
        ("<p>Hello</p>", ["Hello"], []),
        ('<p>{% translate "Hello" %} {{ name }}, 3 × 4</p>', [], []),
        ('<img alt="A picture">', ["A picture"], []),
        ('<p style="color: red" onclick="x()"></p>', [], ["style=", "onclick="]),
        ("<script>x()</script><style>p {}</style>", [], ["<script>", "<style>"]),
        ('<a href="javascript:x()"></a>', [], ["href=javascript:"]),
    ],
)
def test_the_reader_of_templates_sees_what_it_should(source, untranslated, forbidden):
    seen = house_templates.Seen(source)
    assert (seen.untranslated(), seen.forbidden) == (untranslated, forbidden)


# --- Writing ----------------------------------------------------------------------------------

# Writes to many rows at once pass by history and revisions: where, how, and why it may be.
BULK_WRITES = {
    ("courseapp/courses/changing.py", "bulk_update"): "the one helper, which writes history",
    ("courseapp/courses/models/noun.py", "update"): "claims a revision; turns a page's version",
    ("courseapp/courses/enrolling.py", "update"): "names the actor in the history row itself",
    ("courseapp/courses/tokens.py", "delete"): "tokens have no history; the audit has",
    ("courseapp/courses/admin/machine.py", "delete"): "allauth's addresses have no history",
    ("courseapp/mail/announcing.py", "update"): "mails follow their announcement; no history",
    ("courseapp/mail/digest.py", "update"): "mails are marked as gathered; no history",
    ("courseapp/mail/outbox.py", "bulk_create"): "mails have no history; the key decides",
    ("courseapp/mail/preferring.py", "update"): "mails that wait, held or freed; no history",
    ("courseapp/mail/sending.py", "update"): "a lease by conditional update; no history",
    ("courseapp/portal/calendar/address.py", "delete"): "an address has no history; the audit has",
    ("courseapp/portal/calendar/telling.py", "update"): "what an address told; no history",
    ("courseapp/portal/demo/forgetting.py", "delete"): "a demo begins anew; nothing is kept",
    ("courseapp/portal/demo/loading.py", "update"): "made-up mail of a demo is marked as sent",
    (
        "courseapp/portal/importing/saving/placing.py",
        "delete",
    ): "the import's own record; no history",
    ("schedule/attending.py", "delete"): "ticks have no history; the audit has",
    ("schedule/attending.py", "update"): "that it was taken changes nothing that is shown",
    (
        "schedule/carrying.py",
        "delete",
    ): "changes of dates that are no more; the signal turns the page, the audit tells",
    ("courseapp/portal/restoring/rows.py", "update"): "closes a circle of rows just written",
    ("projects/reminders.py", "update"): "the sweep's mark, which is no change of the rule",
    ("projects/submitting.py", "bulk_create"): "the files of a new submission; never changed",
    ("projects/submitting.py", "delete"): "a draft that was handed in; no history",
    ("projects/submitting.py", "update"): "withdraws once, by conditional update; no history",
    ("schedule/models/tutoring.py", "update"): "raises the revision that readings belong to",
}


def test_many_rows_are_written_at_once_only_where_it_is_said_why():
    found = {
        (path, name)
        for path, module in house_calls.modules()
        for call in house_calls.calls(module)
        if (name := house_calls.is_bulk_write(call))
    }
    assert found - set(BULK_WRITES) == set(), "use courses.changing.change_rows"
    assert set(BULK_WRITES) - found == set(), "no longer there"


# --- Time -------------------------------------------------------------------------------------

CLOCKS = re.compile(
    r"(^|\.)(timezone\.(now|localdate|localtime)|datetime\.(now|utcnow|today)|date\.today|time\.time)$"
)
MAY_ASK_A_CLOCK = {"courseapp/courses/clock.py"}


def test_only_the_clock_asks_what_time_it_is():
    found = {
        path
        for path, module in house_calls.modules()
        for call in house_calls.calls(module)
        if CLOCKS.search(house_calls.dotted(call.func))
    }
    assert found == MAY_ASK_A_CLOCK


# The outermost callers; everything below takes `now`.
OUTERMOST = re.compile(
    r"/(views|management|demo|admin)/|/templatetags/demo_clock|/(middleware|tasks|api|uploading|marking|admin_\w+)\.py$"
)


def test_rules_take_the_time_as_an_argument():
    import ast

    found = {
        path
        for path, module in house_calls.modules()
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom)
        and node.module == "courseapp.courses"
        and any(alias.name == "clock" for alias in node.names)
        and not OUTERMOST.search(path)
    }
    assert found == set()


# --- Settings ---------------------------------------------------------------------------------


def told_settings() -> set[str]:
    text = (settings.BASE_DIR / "docs" / "settings.md").read_text()
    section = text.partition("## Read by the app")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))


def test_every_setting_is_documented_and_nothing_else_is():
    assert told_settings() == settings_variables()


def test_the_key_is_for_its_owner_alone():
    key = Path(settings.DATA_DIR) / "keys" / "secret"
    assert key.read_text() == settings.SECRET_KEY
    assert key.stat().st_mode & 0o777 == 0o600


# --- Migrations -------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_migration_can_be_taken_back_and_made_again(tmp_path):
    """On a database of its own: up, all the way back, and up again."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite3'}",
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "courseapp.settings",
    }

    def migrate(*arguments):
        command = [sys.executable, "manage.py", "migrate", "--verbosity=0", *arguments]
        done = subprocess.run(
            command,
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    migrate()
    for app in ("portal", "schedule", "projects", "mail", "courses"):
        migrate(app, "zero")
    migrate()


@pytest.mark.django_db
def test_no_model_lacks_its_migration():
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


# --- Verbs ------------------------------------------------------------------------------------

# Changes made by somebody at a moment that leave no audit entry of their own, and why.
PARTS_OF_A_VERB = {
    ("courseapp/courses/audit.py", "record"): "writes the entry",
    ("courseapp/courses/changing.py", "sign"): "names the actor in the history",
    ("courseapp/portal/importing/saving/making.py", "make"): "a part of save_page",
    ("schedule/telling.py", "tell"): "publishes by announcing.publish, which leaves the entry",
    ("courseapp/portal/importing/saving/making.py", "save"): "a part of save_page",
}


def test_every_verb_leaves_an_audit_entry():
    silent = {
        (path, verb.name)
        for path, module in house_calls.modules()
        for verb in house_calls.verbs(module)
        if not house_calls.reaches("audit.record", verb, module)
    }
    assert silent - set(PARTS_OF_A_VERB) == set()
    assert set(PARTS_OF_A_VERB) - silent == set(), "no longer there"
