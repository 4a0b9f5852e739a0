"""What belongs to no course: people and departments, for those who run the machine."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from courseapp.courses.models import Department, User
from tests import factories
from tests.forms import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client: Client) -> User:
    person = factories.UserFactory(is_superuser=True)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return person


def test_a_person_is_made_without_a_password(client: Client, root: User) -> None:
    add = reverse("admin:courses_user_add")
    given = fields_of(client.get(add), email="new@example.edu", name="New")
    assert client.post(add, given).status_code == 302
    assert not User.objects.get(email="new@example.edu").has_usable_password()


def test_a_person_is_made_once_whatever_the_case(client: Client, root: User) -> None:
    factories.UserFactory(email="known@example.edu")
    add = reverse("admin:courses_user_add")
    page = client.post(add, fields_of(client.get(add), email="Known@example.edu", name="X"))
    assert page.status_code == 200
    assert User.objects.count() == 2


def test_a_department_gets_its_admins(client: Client, root: User) -> None:
    person = factories.UserFactory()
    add = reverse("admin:courses_department_add")
    given = fields_of(client.get(add), name="Mathematics", slug="maths", admins=[person.pk])
    assert client.post(add, given).status_code == 302
    assert list(Department.objects.get().admins.all()) == [person]


def test_an_old_address_opens_no_account_after_it_was_changed(client: Client, root: User) -> None:
    person = factories.UserFactory(email="old@example.edu")
    EmailAddress.objects.create(user=person, email="old@example.edu", primary=True, verified=True)
    change = reverse("admin:courses_user_change", args=[person.pk])
    given = fields_of(client.get(change), email="new@example.edu")
    assert client.post(change, given).status_code == 302
    assert not EmailAddress.objects.filter(user=person).exists()


def test_a_person_is_made_in_a_window_of_its_own(client: Client, root: User) -> None:
    add = reverse("admin:courses_user_add") + "?_to_field=id&_popup=1"
    given = fields_of(client.get(add), email="new@example.edu", name="New")
    page = client.post(add, given)
    assert b"data-popup-response" in page.content
