"""There is one way to sign in and out; the admin leads there and back, and nowhere else."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from courseapp.courses.models import Role
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def tutor_client(client: Client) -> Client:
    tutor = enrolled(factories.CourseFactory(), Role.TUTOR)
    tutor.set_password(factories.PASSWORD)
    tutor.save()
    client.force_login(tutor, backend=BACKEND)
    return client


def test_a_visitor_is_led_to_the_one_sign_in_and_back(client: Client) -> None:
    answer = client.get("/admin/projects/work/", follow=True)
    where = urlsplit(answer.redirect_chain[-1][0])
    assert where.path == "/accounts/login/"
    assert parse_qs(where.query) == {"next": ["/admin/projects/work/"]}


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "http:///elsewhere.example",
        "",
    ],
)
def test_no_way_back_leads_to_another_site(target: str, client: Client) -> None:
    answer = client.get("/admin/login/", {"next": target})
    assert parse_qs(urlsplit(answer.url).query) == {"next": ["/admin/"]}


@pytest.mark.parametrize(
    ("target", "where"),
    [
        ("/admin/projects/work/", "/admin/projects/work/"),
        ("//elsewhere.example/", "/admin/"),
        ("", "/admin/"),
    ],
)
def test_who_is_signed_in_goes_on_to_where_they_wanted(
    target: str, where: str, tutor_client: Client
) -> None:
    assert tutor_client.get("/admin/login/", {"next": target}).url == where


def test_who_has_no_role_goes_to_their_dashboard(client: Client) -> None:
    client.force_login(enrolled(factories.CourseFactory()), backend=BACKEND)
    answer = client.get("/admin/", follow=False)
    assert answer.url.startswith("/admin/login/")
    assert client.get(answer.url).url == "/dashboard/"


def test_a_dropped_tutor_is_out_at_once(tutor_client: Client) -> None:
    from courseapp.courses.models import Membership

    assert tutor_client.get("/admin/").status_code == 200
    Membership.objects.update(active=False, left_at=factories.NOW)
    assert tutor_client.get("/admin/").status_code == 302


def test_the_admins_button_signs_out_as_everywhere(tutor_client: Client) -> None:
    answer = tutor_client.post("/admin/logout/")
    assert (answer.status_code, answer.url) == (307, "/accounts/logout/")
    assert tutor_client.get("/admin/logout/").url == "/accounts/logout/"
    tutor_client.post("/accounts/logout/")
    assert tutor_client.get("/admin/").status_code == 302


def test_a_password_is_changed_where_all_are(tutor_client: Client) -> None:
    for path in ("/admin/password_change/", "/admin/password_change/done/"):
        assert tutor_client.get(path).url == "/accounts/password/change/"
