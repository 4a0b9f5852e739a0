"""Prepared queries answer what their querysets answer, for each person anew."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from courseapp.courses.models import Membership
from courseapp.courses.prepared import PLACE
from courseapp.portal import own_due
from projects import own_teams
from projects.drafting import save_draft
from tests import factories
from tests.actors import enrolled, handed_in, team

PREPARED = [own_teams.MATES, own_teams.EXTENSIONS, own_due.MILESTONES, own_due.WORKS]


@pytest.fixture
def people(db):
    found = []
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
        found += [ana, boris, enrolled(milestone.course)]
    return found


@pytest.mark.parametrize("prepared", PREPARED)
def test_the_rows_are_those_of_the_queryset(people, prepared):
    answers = set()
    for person in people:
        expected = sorted(map(repr, prepared.build(person.pk)))
        assert sorted(map(repr, prepared.rows(person.pk))) == expected
        answers.add(tuple(expected))
    assert len(answers) > 1


@pytest.mark.parametrize("prepared", PREPARED)
def test_nobody_is_the_placeholder(people, prepared):
    assert list(prepared.rows(PLACE)) == []


@pytest.mark.django_db(transaction=True)
def test_every_thread_asks_by_its_own_connection(people):
    own_due.MILESTONES.rows(people[0].pk)
    found = []

    def ask():
        found.append(list(own_due.MILESTONES.rows(people[0].pk)))
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [list(own_due.MILESTONES.build(people[0].pk))]
