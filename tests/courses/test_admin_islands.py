"""A course is an island (rule 8), for every noun that the admin knows or will know."""

from itertools import islice
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core import serializers
from django.db import models
from django.test import Client
from django.urls import reverse

from courseapp.courses.models import Course, Role, User
from projects.models import Project, TeamMember
from tests import factories
from tests.actors import enrolled
from tests.admin_rows import ROWS

pytestmark = pytest.mark.django_db

NOUNS = sorted(admin.site._registry, key=lambda model: model._meta.label)
WORD = "quagga"  # is searched for, so that a page may show it
MARK = f"Tell-Tale {WORD}"
PERSONS = ("tutor", "instructor", "department admin")
PAGES = ("change", "history", "delete")
by_person = pytest.mark.parametrize("who", PERSONS)


@pytest.fixture
def ours() -> Course:
    return factories.CourseFactory(title="Our course")


@pytest.fixture
def theirs() -> Course:
    """A course with one row of every noun, each text of which gives it away."""
    course = factories.CourseFactory(title=MARK, code=WORD, slug=f"{WORD}-theirs")
    for make in ROWS.values():
        make(course, MARK)
    return course


@pytest.fixture
def clients(ours: Course) -> dict[str, Client]:
    people = {
        "tutor": enrolled(ours, Role.TUTOR, name="Our tutor"),
        "instructor": enrolled(ours, Role.INSTRUCTOR, name="Our instructor"),
        "department admin": factories.UserFactory(name="Our admin"),
    }
    ours.department.admins.add(people["department admin"])
    return {who: signed_in(person) for who, person in people.items()}


def signed_in(person: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def url_of(noun: type[models.Model], page: str, *args: object) -> str:
    return reverse(f"admin:{noun._meta.app_label}_{noun._meta.model_name}_{page}", args=args)


def rows_elsewhere(noun: type[models.Model], ours: Course) -> list[models.Model]:
    """Some rows of another course than ours, or of none, the newest first."""
    rows = noun._default_manager.order_by("-pk")
    others = (row for row in rows if row != ours and getattr(row, "course", None) != ours)
    return list(islice(others, 3))


def assert_tells_nothing(response: Any, where: str) -> None:
    assert response.status_code < 500, where
    assert MARK not in response.content.decode(), where
    assert WORD not in response.headers.get("Location", ""), where


def everything() -> dict[str, str]:
    """All rows of all nouns, as they are now."""
    return {
        noun._meta.label: serializers.serialize("json", noun._base_manager.order_by("pk"))
        for noun in NOUNS
    }


def test_every_noun_of_the_admin_is_tried() -> None:
    assert set(NOUNS) == set(ROWS)


@by_person
def test_no_list_shows_a_row_of_another_course(
    who: str, clients: dict[str, Client], ours: Course, theirs: Course
) -> None:
    for noun, make in ROWS.items():
        make(ours, "Ours")
        url = url_of(noun, "changelist")
        for query in ["", f"?q={WORD}", "?all=", "?_popup=1", *foreign_filters(noun, theirs)]:
            assert_tells_nothing(clients[who].get(url + query), url + query)


def foreign_filters(noun: type[models.Model], theirs: Course) -> list[str]:
    """Queries that ask each filter of a list for what belongs to the other course."""
    entries = admin.site._registry[noun].list_filter
    paths = [entry for entry in entries if isinstance(entry, str)]
    return [f"?{path}__id__exact={theirs.pk}" for path in paths] + [f"?{path}=1" for path in paths]


@by_person
def test_no_page_of_a_row_of_another_course_opens(
    who: str, clients: dict[str, Client], ours: Course, theirs: Course
) -> None:
    before = everything()
    for noun in NOUNS:
        for row in rows_elsewhere(noun, ours):
            for page in PAGES:
                url = url_of(noun, page, row.pk)
                for answer in (clients[who].get(url), clients[who].post(url, {"post": "yes"})):
                    assert answer.status_code in (302, 403), url
                    assert_tells_nothing(answer, url)
    assert everything() == before


@by_person
def test_no_form_offers_a_row_of_another_course(
    who: str, clients: dict[str, Client], ours: Course, theirs: Course
) -> None:
    for noun, make in ROWS.items():
        key = make(ours, "Ours").pk
        urls = [url_of(noun, "add"), *(url_of(noun, page, key) for page in PAGES)]
        for url in urls:
            for query in ("", f"?course={ours.pk}", f"?course={theirs.pk}&_popup=1"):
                assert_tells_nothing(clients[who].get(url + query), url + query)


def test_a_forged_choice_of_another_courses_row_is_an_error_of_the_form(
    clients: dict[str, Client], ours: Course, theirs: Course
) -> None:
    tried = set()
    for noun in NOUNS:
        form_page = clients["instructor"].get(url_of(noun, "add"), {"course": ours.pk})
        if form_page.status_code != 200:
            continue
        for name, field in form_page.context["adminform"].form.fields.items():
            if not hasattr(field, "queryset"):
                continue
            foreign = field.queryset.model._default_manager.exclude(pk__in=field.queryset)
            sent = {"course": ours.pk, name: foreign.order_by("-pk").first().pk}
            answer = clients["instructor"].post(url_of(noun, "add"), sent)
            assert answer.status_code == 200, name
            assert name in answer.context["adminform"].form.errors
            assert_tells_nothing(answer, name)
            tried.add(name)
    assert tried == {"course", "host", "track", "tutors", "milestone", "project", "student"}


@by_person
def test_no_action_reaches_a_row_of_another_course(
    who: str, clients: dict[str, Client], ours: Course, theirs: Course
) -> None:
    for make in ROWS.values():
        make(ours, "Ours")
    before = everything()
    for noun in NOUNS:
        foreign = [row.pk for row in rows_elsewhere(noun, ours)]
        for action in {"delete_selected", *admin.site._registry[noun].actions}:
            sent = {"action": action, "_selected_action": foreign}
            for more in ({}, {"post": "yes", "confirmed": "yes"}):
                answer = clients[who].post(url_of(noun, "changelist"), sent | more, follow=True)
                assert_tells_nothing(answer, f"{noun._meta.label} {action}")
    assert everything() == before


@by_person
def test_autocomplete_finds_nothing_of_another_course(
    who: str, clients: dict[str, Client], theirs: Course
) -> None:
    url = reverse("admin:autocomplete")
    for noun in NOUNS:
        for field in noun._meta.get_fields():
            if field.is_relation and not field.auto_created:
                asked = {
                    "app_label": noun._meta.app_label,
                    "model_name": noun._meta.model_name,
                    "field_name": field.name,
                }
                for term in ("", WORD):
                    assert_tells_nothing(clients[who].get(url, asked | {"term": term}), str(asked))


@by_person
def test_the_first_page_and_each_apps_page_tell_nothing(
    who: str, clients: dict[str, Client], theirs: Course
) -> None:
    for path in ("", "courses/", "schedule/", "projects/", "mail/"):
        assert_tells_nothing(clients[who].get(reverse("admin:index") + path), path)


@by_person
def test_no_address_redirects_to_the_page_of_a_hidden_row(
    who: str, clients: dict[str, Client], theirs: Course
) -> None:
    from django.contrib.contenttypes.models import ContentType

    kind = ContentType.objects.get_for_model(Course)
    answer = clients[who].get(f"{reverse('admin:index')}r/{kind.pk}/{theirs.pk}/")
    assert answer.status_code == 404


def test_what_was_chosen_in_a_row_of_an_object_is_of_its_course_too(
    clients: dict[str, Client], ours: Course, theirs: Course
) -> None:
    project = factories.ProjectFactory(course=ours)
    stranger = theirs.memberships.students().first().user
    sent = {
        "title": project.title,
        "seen": project.revision,
        "members-TOTAL_FORMS": 1,
        "members-INITIAL_FORMS": 0,
        "members-0-user": stranger.pk,
        "members-0-state": "accepted",
    }
    answer = clients["instructor"].post(url_of(Project, "change", project.pk), sent)
    assert answer.status_code == 200
    assert answer.context["inline_admin_formsets"][0].formset.errors == [
        {"user": ["Select a valid choice. That choice is not one of the available choices."]}
    ]
    assert not TeamMember.objects.filter(project=project).exists()


def test_nobody_is_told_who_did_what_elsewhere(
    clients: dict[str, Client], ours: Course, theirs: Course
) -> None:
    """Django keeps a list of one's own deeds; one may have left the course they were done in."""
    person = User.objects.get(name="Our tutor")
    row = theirs.announcements.first()
    LogEntry.objects.log_actions(person.pk, [row], 2, change_message="", single_object=True)
    assert_tells_nothing(clients["tutor"].get(reverse("admin:index")), "index")


def test_the_machines_admin_sees_everything(theirs: Course) -> None:
    client = signed_in(factories.UserFactory(is_superuser=True))
    for noun in NOUNS:
        assert MARK in client.get(url_of(noun, "changelist"), {"all": ""}).content.decode(), noun
