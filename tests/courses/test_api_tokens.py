"""Scripts sign in by token: under the limits of the sign-in page, and nobody reads it later."""

import logging
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from rest_framework.authtoken.models import Token

from courseapp.courses.models import AuditEntry
from courseapp.courses.tokens import LIFE, fingerprint, issue
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/api/v1/token/"
PROTECTED = "/api/v1/submissions/"


@pytest.fixture(autouse=True)
def _no_attempts_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person():
    person = factories.UserFactory()
    person.set_password(factories.PASSWORD)
    person.save()
    return person


def sign_in(client, email, password=factories.PASSWORD, **options):
    given = {"email": email, "password": password}
    return client.post(URL, given, content_type="application/json", **options)


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def test_a_token_opens_what_its_owner_may_see(client, person):
    answer = sign_in(client, person.email)

    assert answer.status_code == 201
    assert answer["Cache-Control"] == "no-store"
    assert client.get(PROTECTED).status_code == 401
    assert client.get(PROTECTED, headers=bearer(answer.json()["token"])).status_code == 200


def test_the_e_mail_is_read_as_the_sign_in_page_reads_it(client, person):
    assert sign_in(client, person.email.upper()).status_code == 201


def test_what_is_kept_opens_no_door(client, person):
    token = sign_in(client, person.email).json()["token"]

    kept = Token.objects.get(user=person)

    assert kept.key == fingerprint(token) != token
    assert client.get(PROTECTED, headers=bearer(kept.key)).status_code == 401


def test_a_new_token_ends_the_earlier_one(client, person):
    first = sign_in(client, person.email).json()["token"]
    second = sign_in(client, person.email).json()["token"]

    assert client.get(PROTECTED, headers=bearer(first)).status_code == 401
    assert client.get(PROTECTED, headers=bearer(second)).status_code == 200


def test_a_revoked_token_is_no_token(client, person):
    token = sign_in(client, person.email).json()["token"]

    assert client.delete(URL, headers=bearer(token)).status_code == 204
    assert client.get(PROTECTED, headers=bearer(token)).status_code == 401
    verbs = AuditEntry.objects.filter(actor=person).values_list("verb", flat=True)
    assert sorted(verbs) == ["issue token", "revoke token"]


def test_the_session_alone_revokes_nothing(client, person):
    issue(person, now=factories.NOW)
    client.force_login(person)

    assert client.delete(URL).status_code == 401
    assert Token.objects.filter(user=person).exists()


def test_a_token_ends_with_the_term(client, person):
    token = issue(person, now=factories.NOW)
    Token.objects.update(created=timezone.now() - LIFE + timedelta(minutes=1))
    assert client.get(PROTECTED, headers=bearer(token)).status_code == 200

    Token.objects.update(created=timezone.now() - LIFE - timedelta(minutes=1))
    assert client.get(PROTECTED, headers=bearer(token)).status_code == 401


def test_who_may_not_sign_in_gets_no_token_and_uses_none(client, person):
    token = issue(person, now=factories.NOW)
    person.is_active = False
    person.save()

    assert client.get(PROTECTED, headers=bearer(token)).status_code == 401
    assert sign_in(client, person.email).status_code == 401


def test_a_wrong_password_and_an_unknown_person_are_told_alike(client, person):
    wrong = sign_in(client, person.email, "not it")
    unknown = sign_in(client, "nobody@example.edu", "not it")

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong["Content-Type"] == "application/problem+json"


def test_guessing_is_slowed_down_per_person_and_per_address(client, person):
    answers = [sign_in(client, person.email, f"guess {n}").status_code for n in range(6)]
    assert answers[-1] == 429
    assert sign_in(client, person.email).status_code == 429

    cache.clear()
    others = [sign_in(client, f"x{n}@example.edu", "guess").status_code for n in range(11)]
    assert others == [401] * 10 + [429]


def test_an_address_that_the_client_only_claims_does_not_help_guessing(client):
    answers = [
        sign_in(
            client, f"x{n}@example.edu", "guess", headers={"X-Forwarded-For": f"192.0.2.{n}"}
        ).status_code
        for n in range(11)
    ]
    assert answers[-1] == 429


def test_the_log_holds_neither_password_nor_token(client, person, caplog):
    caplog.set_level(logging.DEBUG)
    sign_in(client, person.email, "a wrong pass phrase")
    token = sign_in(client, person.email).json()["token"]
    client.get(PROTECTED, headers=bearer(token))
    client.get(PROTECTED, headers=bearer(token + "x"))

    assert "a wrong pass phrase" not in caplog.text
    assert factories.PASSWORD not in caplog.text
    assert token not in caplog.text


@pytest.mark.parametrize(
    "given", [{}, {"email": "x"}, {"email": "x@example.edu", "password": ""}, [], "x"]
)
def test_a_sign_in_that_lacks_something_is_a_400(client, given):
    answer = client.post(URL, given, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
