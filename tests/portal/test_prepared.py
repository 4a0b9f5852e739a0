"""Prepared queries answer what their querysets answer, for each person anew."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from courseapp.courses.models import Membership, department, membership
from courseapp.courses.prepared import PLACE
from courseapp.portal import own_due
from projects import deadlines, own_teams
from projects.drafting import save_draft
from tests import factories
from tests.actors import enrolled, handed_in, team

OF_A_PERSON = [
    department.ADMINISTERED,
    membership.OF_PERSON,
    own_teams.MATES,
    own_teams.EXTENSIONS,
    own_due.MILESTONES,
    own_due.WORKS,
    deadlines.GRANTED_TO_STUDENT,
]
OF_A_PROJECT = [deadlines.TEAM, deadlines.GRANTED_TO_TEAM]


@pytest.fixture
def asked(db):
    """People and projects, by pk, whose answers differ."""
    people, projects = [], []
    for days in (1, 2):
        milestone = factories.MilestoneFactory(due=factories.NOW + timedelta(days=days))
        project, (ana, boris) = team(milestone.course)
        for owner in ({"project": project}, {"student": ana}):
            factories.ExtensionFactory(milestone=milestone, **owner)
        Membership.objects.filter(user=boris).update(extra_hours=5)
        handed_in(milestone, project, ana)
        save_draft(milestone, owner=project, text="x", by=ana, now=factories.NOW)
        alone = factories.MilestoneFactory(course=milestone.course, each="student")
        handed_in(alone, boris, boris)
        milestone.course.department.admins.add(ana)
        people += [ana.pk, boris.pk, enrolled(milestone.course).pk]
        projects.append(project.pk)
    return {"people": people, "projects": projects}


@pytest.mark.parametrize(
    ("whose", "prepared"),
    [("people", prepared) for prepared in OF_A_PERSON]
    + [("projects", prepared) for prepared in OF_A_PROJECT],
)
def test_the_rows_are_those_of_the_queryset(asked, whose, prepared):
    answers = set()
    for pk in asked[whose]:
        expected = sorted(map(repr, prepared.build(pk)))
        assert sorted(map(repr, prepared.rows(pk))) == expected
        answers.add(tuple(expected))
    assert len(answers) > 1


@pytest.mark.parametrize("prepared", OF_A_PERSON + OF_A_PROJECT)
def test_nobody_is_the_placeholder(asked, prepared):
    assert list(prepared.rows(PLACE)) == []


@pytest.mark.django_db(transaction=True)
def test_every_thread_asks_by_its_own_connection(asked):
    pk = asked["people"][0]
    own_due.MILESTONES.rows(pk)
    found = []

    def ask():
        found.append(list(own_due.MILESTONES.rows(pk)))
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [list(own_due.MILESTONES.build(pk))]
