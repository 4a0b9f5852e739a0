"""The API describes itself, answers JSON in every case, and bears nonsense."""

import json
from http import HTTPStatus

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courseapp.courses.models import Course
from tests import factories

LISTS = (
    "courses", "lectures", "meetings", "milestones", "submissions", "receipts", "tracks",
    "sessions",
)  # fmt: skip
DETAILED = ("lectures", "milestones", "submissions", "receipts", "tracks", "sessions")


def test_the_description_is_valid_openapi_3_1_without_warnings(tmp_path):
    target = tmp_path / "schema.json"
    call_command(
        "spectacular",
        "--fail-on-warn",
        "--validate",
        "--format=openapi-json",
        f"--file={target}",
    )
    described = json.loads(target.read_text())

    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) == {
        "/api/v1/token/",
        *(f"/api/v1/{name}/" for name in LISTS),
        "/api/v1/courses/{slug}/",
        *(f"/api/v1/{name}/{{id}}/" for name in DETAILED),
    }
    assert set(described["components"]["securitySchemes"]) == {"cookieAuth", "tokenAuth"}


@pytest.mark.django_db
def test_the_description_is_served_to_anyone_as_json(client):
    answer = client.get(reverse("api:schema"))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/vnd.oai.openapi+json")
    assert answer.json()["info"]["title"] == "courseapp"


@pytest.mark.django_db
def test_what_is_not_there_is_said_in_json(client):
    answer = client.get("/api/v1/nothing/")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json() == {"status": 404, "title": "not found"}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_what_is_only_read_is_not_written(client, method):
    client.force_login(factories.UserFactory(is_superuser=True))
    for name in LISTS:
        if (method, name) == ("post", "submissions"):
            continue
        answer = getattr(client, method)(f"/api/v1/{name}/")
        assert answer.status_code == 405
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_a_failure_of_ours_is_said_in_json_and_without_details(client, monkeypatch):
    def broken(_self, _user):
        raise RuntimeError("the secret of the database")

    monkeypatch.setattr(type(Course.objects.all()), "visible_to", broken)
    client.raise_request_exception = False
    answer = client.get("/api/v1/courses/")

    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert "secret" not in answer.content.decode()


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_refused_in_json(client):
    answer = client.get("/api/v1/courses/", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_whatever_type_is_asked_for_the_answer_is_json(client):
    answer = client.get("/api/v1/courses/", headers={"Accept": "text/html"})
    assert answer.status_code == 406
    assert json.loads(answer.content)["title"] == "not acceptable"


# What PostgreSQL, int() and URLs each stumble over in their own way.
WORDS = st.one_of(
    st.text(max_size=30),
    st.integers().map(str),
    st.sampled_from(["", "\x00", "-1", "1e9", "٣", "null", "[]", "a" * 5000, "%", "' OR 1=1"]),
)
NAMES = st.sampled_from(
    ["limit", "offset", "course", "milestone", "from", "to", "format", "page", "lang", "x"]
)


class Nonsense(TestCase):
    @given(
        name=st.sampled_from(LISTS),
        asked=st.dictionaries(st.one_of(NAMES, WORDS), WORDS, max_size=4),
    )
    def test_no_query_makes_an_api_fail(self, name, asked):
        self.client.force_login(factories.UserFactory())
        answer = self.client.get(f"/api/v1/{name}/", asked)
        assert answer.status_code in {HTTPStatus.OK, HTTPStatus.BAD_REQUEST}
        if answer.status_code == HTTPStatus.OK:
            assert set(asked) <= {"limit", "offset", "course", "milestone", "from", "to"}
            assert len(answer.json()["results"]) <= 100

    @given(name=st.sampled_from(LISTS), identifier=WORDS)
    def test_no_identifier_makes_an_api_fail(self, name, identifier):
        from urllib.parse import quote

        self.client.force_login(factories.UserFactory())
        answer = self.client.get(f"/api/v1/{name}/{quote(identifier, safe='')}/")
        # An empty one is the list, with one slash too many.
        assert answer.status_code == HTTPStatus.NOT_FOUND
