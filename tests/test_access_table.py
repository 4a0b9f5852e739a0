"""Every route is in the access table, every row has its route, and every cell is tried."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from courseapp.portal import access_table
from courseapp.portal.access_table import METHODS, Kind, Outcome
from tests import access_world
from tests.access_world import World

# The mark makes the database; `world` wraps all of its tests into one transaction.
pytestmark = pytest.mark.django_db
ROWS = {row.route: row for row in access_table.rows()}
SIGN_IN_PAGES = ("/accounts/login/", "/admin/login/")
ADMIN_INDEX = "/admin/"
READING = {"GET", "HEAD"}


def routes(
    resolver: URLResolver, space: tuple[str, ...] = (), prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield (name with its namespaces, pattern) of every route."""
    for entry in resolver.url_patterns:
        path = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = (*space, entry.namespace) if entry.namespace else space
            yield from routes(entry, inner, path)
        elif isinstance(entry, URLPattern):
            yield ":".join([*space, entry.name or ""]), path


ROUTES = list(routes(get_resolver()))


def test_every_route_has_its_row_and_every_row_its_route():
    named = [name for name, _path in ROUTES if not name.endswith(":") and name]
    assert set(named) == set(ROWS)
    assert len(access_table.rows()) == len(ROWS), "a route has two rows"


def test_a_route_without_a_name_only_sends_on():
    unnamed = [path for name, path in ROUTES if name.endswith(":") or not name]
    nouns = {noun.replace(".", "/") for noun in access_table.nouns_in_admin()}
    expected = {*(f"admin/{noun}/<path:object_id>/" for noun in nouns), "admin/(?P<url>.*)$"}
    assert set(unnamed) == expected


def test_every_noun_of_the_admin_has_its_line():
    assert access_table.nouns_in_admin() == {noun.noun for noun in access_table.IN_ADMIN}


def test_the_document_is_up_to_date():
    call_command("access_table", "--check")


# --- Every cell -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """One world for all cells; each request's traces are rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield access_world.build()
        transaction.set_rollback(True)


def outcome(response, *, path: str) -> Outcome | str:
    target = response.headers.get("Location", "").partition("?")[0]
    if response.status_code in {302, 307} and path not in SIGN_IN_PAGES[:1]:
        if target.startswith(SIGN_IN_PAGES):
            return Outcome.SIGN_IN
        if target == ADMIN_INDEX and path not in {"/admin/login/", "/admin/logout/"}:
            return Outcome.HIDDEN
    refusals = {401: Outcome.UNKNOWN, 404: Outcome.NOT_FOUND, 405: Outcome.NOT_ALLOWED}
    if response.status_code == 403:
        return Outcome.FORBIDDEN
    if response.status_code >= 500:
        return f"failed with {response.status_code}"
    return refusals.get(response.status_code, Outcome.YES)


def ask(world: World, kind: Kind, method: str, name: str):
    path = reverse(name, kwargs=world.arguments.get(name))
    given = access_world.QUERIES.get(name) if method in READING else world.forms.get(name)
    options = {"content_type": "application/json"} if name == "api:token" else {}
    undo = transaction.savepoint()
    try:
        response = getattr(world.client(kind), method.lower())(path, given, **options)
        if response.streaming:
            b"".join(response.streaming_content)  # closes the file
        return path, response
    finally:
        transaction.savepoint_rollback(undo)


def agrees(declared: Outcome, met: Outcome | str) -> bool:
    if declared == Outcome.HIDDEN:
        return met in {Outcome.HIDDEN, Outcome.FORBIDDEN}
    return declared == met


@pytest.mark.parametrize("name", sorted(ROWS))
def test_every_cell_is_as_declared(world, name):
    row, wrong = ROWS[name], []
    # What is left to a library is tried in the next test.
    for method in METHODS if row.rest is not None else row.methods:
        for kind in Kind:
            path, response = ask(world, kind, method, name)
            declared, met = row.of(method)[kind], outcome(response, path=path)
            if not agrees(declared, met):
                wrong.append(f"{method} by {kind}: declared {declared}, met {met}")
            wrong += missing_headers(response)
    assert wrong == []


def missing_headers(response) -> list[str]:
    """What keeps browsers safe belongs to every answer, refusals included."""
    policy = response.headers.get("Content-Security-Policy", "")
    found = {
        "default-src 'none'": "default-src 'none'" in policy,
        "frame-ancestors 'none'": "frame-ancestors 'none'" in policy,
        "nothing unsafe": "unsafe" not in policy,
        "nosniff": response.headers.get("X-Content-Type-Options") == "nosniff",
        "no frames": response.headers.get("X-Frame-Options") == "DENY",
        "referrer": response.headers.get("Referrer-Policy") == "same-origin",
    }
    return [f"{response.status_code} lacks: {name}" for name, there in found.items() if not there]


@pytest.mark.parametrize("name", sorted(row.route for row in access_table.ACCOUNTS))
def test_what_is_left_to_the_library_is_answered_without_a_failure(world, name):
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
        for kind in (Kind.VISITOR, Kind.STUDENT):
            _path, response = ask(world, kind, method, name)
            assert response.status_code < 500


def test_the_policy_itself_allows_nothing_inline():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert not any("unsafe" in str(source) for of in directives.values() for source in of)
