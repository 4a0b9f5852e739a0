"""The log: a traceback where something failed, and one line where somebody was refused."""

import logging

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.module_loading import import_string


def line(level: int) -> str:
    form = dict(settings.LOGGING["formatters"]["line"])
    lines = import_string(form.pop("()"))(form["format"])
    error = PermissionDenied("not yours")
    record = logging.LogRecord("app", level, "x.py", 1, "Forbidden", (), (type(error), error, None))
    return lines.format(record)


def test_a_failure_tells_where_it_happened():
    assert "PermissionDenied: not yours" in line(logging.ERROR)


@pytest.mark.parametrize("level", [logging.INFO, logging.WARNING])
def test_a_refusal_is_one_line(level):
    assert line(level).endswith("app: Forbidden")
    assert "\n" not in line(level)
