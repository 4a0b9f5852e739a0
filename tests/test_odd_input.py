"""Odd input is answered in words, on every route and by everybody: never by a failure (5xx)."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from courseapp.portal.access_table import Kind
from tests import access_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# NUL (PostgreSQL refuses it), digits that are none of ours, a number that no column holds, one that
# is none, and what turns the direction of writing.
ODD = ["a\x00b", "٣", "9" * 30, "1e999", "\u202e' --"]
# What lists ask for; and what our own pages and the API do.
ASKED = [
    *("q", "o", "p", "e", "all", "course", "milestone", "marking", "page", "next", "version"),
    *("from", "to", "track", "limit", "offset"),
]
PEOPLE = (Kind.VISITOR, Kind.OWNER, Kind.INSTRUCTOR)


@pytest.fixture
def world() -> access_world.World:
    return access_world.build()


def answer(client: Client, method: str, address: str, **sent: object) -> int:
    response = getattr(client, method)(address, **sent)
    if response.streaming:
        b"".join(response.streaming_content)  # which closes the file
    return response.status_code


def addresses(world: access_world.World) -> list[str]:
    """Every route that has a gap, filled as it should be."""
    return [reverse(name, kwargs=kwargs) for name, kwargs in world.arguments.items()]


@pytest.mark.parametrize("kind", PEOPLE)
def test_odd_words_in_an_address_are_no_failure(world, kind):
    client = world.client(kind)
    failed = [
        (name, odd)
        for name, kwargs in world.arguments.items()
        for value in kwargs.values()
        for odd in ODD
        if answer(client, "get", reverse(name, kwargs=kwargs).replace(str(value), odd)) >= 500
    ]
    assert failed == []


@pytest.mark.parametrize("kind", PEOPLE)
def test_odd_questions_are_no_failure(world, kind):
    client = world.client(kind)
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]
    nouns = (
        "course",
        "lecture",
        "meeting",
        "milestone",
        "submission",
        "receipt",
        "track",
        "session",
    )
    lists += [reverse(f"api:{name}-list") for name in nouns]
    lists += ["/", "/dashboard/", "/receipts/", "/accounts/login/"]
    failed = [
        (path, odd)
        for path in lists + addresses(world)
        for odd in ODD
        if answer(client, "get", path, query_params=dict.fromkeys(ASKED, odd)) >= 500
    ]
    assert failed == []


SENT = [
    *("login", "password", "email", "code", "text", "key", "draft", "receipt", "milestone"),
    *("points", "feedback", "submission", "seen", "_save", "_release", "action", "title", "due"),
    *("_selected_action", "index", "select_across", "course", "user", "role", "post"),
]


@pytest.mark.parametrize("kind", PEOPLE)
@pytest.mark.parametrize("odd", ODD, ids=[str(n) for n in range(len(ODD))])
def test_odd_forms_are_no_failure(world, kind, odd):
    client = world.client(kind)
    paths = [*addresses(world), "/receipts/", "/accounts/login/", "/accounts/login/code/"]
    paths += ["/accounts/password/reset/", "/api/v1/token/", "/api/v1/submissions/"]
    paths += [reverse("admin:projects_work_changelist"), reverse("admin:projects_milestone_add")]
    failed = [
        path for path in paths if answer(client, "post", path, data=dict.fromkeys(SENT, odd)) >= 500
    ]
    assert failed == []
