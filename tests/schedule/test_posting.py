"""Saving, publishing and withdrawing a tutoring session: whole or not at all, never over somebody
else's text."""

import threading
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.db import connection

from courseapp.courses.models import AuditEntry, Role, StaleError
from schedule.models import MeetingKind, Question, Reading, TutoringSession, Weekday
from schedule.posting import post, publish, save_session, shift, withdraw
from schedule.reading_list import Line
from schedule.session_content import Content, PostingRefused
from tests import factories
from tests.actors import enrolled

pytestmark = pytest.mark.django_db
NOW = factories.NOW
FRIDAY = date(2027, 3, 12)


@pytest.fixture
def track():
    return factories.TrackFactory()


@pytest.fixture
def tutor(track):
    return enrolled(track.course, Role.TUTOR)


def content(track, **changed):
    said = Content(
        track=track,
        number=3,
        title="ResNets",
        motivation="Why does $x + f(x)$ work?",
        required=(Line("[He](https://example.edu/he)"), Line("Skip the tables.", 1)),
        optional=(Line("NM, Ch 3"),),
        questions=("Why?", "How?"),
    )
    return replace(said, **changed)


def save(session, said, by, seen=0):
    return save_session(session, said, by=by, now=NOW, seen=seen)


def verbs(session):
    return list(
        AuditEntry.objects.filter(subject_id=session.public_id).values_list("verb", flat=True)
    )[::-1]


def test_a_new_session_is_a_draft_with_all_it_says(track, tutor):
    said = content(track, tutors=(tutor,))
    stored = save(TutoringSession(), said, tutor)
    assert Content.of(TutoringSession.objects.get()) == said
    assert not stored.is_published
    assert verbs(stored) == ["add"]


def test_saving_never_publishes_and_a_published_one_stays_published(track, tutor):
    stored = save(TutoringSession(), content(track), tutor)
    stored = save(stored, content(track, title="Two"), tutor, seen=stored.revision)
    assert not stored.is_published
    publish(stored, by=tutor, now=NOW)
    stored = save(stored, content(track, title="Three"), tutor, seen=stored.revision)
    assert TutoringSession.objects.get().published_at == NOW
    assert verbs(stored) == ["add", "save", "publish", "save"]
    assert AuditEntry.objects.filter(verb="save").first().details == {
        "fields": ["title"],
        "published": True,
    }


def test_the_same_again_changes_nothing(track, tutor):
    stored = save(TutoringSession(), content(track), tutor)
    again = save(stored, content(track), tutor, seen=0)
    assert (again.pk, again.revision) == (stored.pk, stored.revision)
    assert verbs(stored) == ["add"]


def test_readings_that_nobody_touched_stay_the_rows_they_are(track, tutor):
    stored = save(TutoringSession(), content(track), tutor)
    he, skip, nm = Reading.objects.order_by("position")
    moved = content(track, required=(Line("New"), Line(skip.text)), optional=(Line(he.text),))
    save(stored, moved, tutor, seen=stored.revision)
    assert set(Reading.objects.filter(pk__in=(he.pk, skip.pk)).values_list("pk", "public_id")) == {
        (he.pk, he.public_id),
        (skip.pk, skip.public_id),
    }
    assert Reading.objects.get(pk=nm.pk).text == "New"
    assert Content.of(stored) == moved


def test_what_is_dropped_is_gone(track, tutor):
    stored = save(TutoringSession(), content(track), tutor)
    save(stored, content(track, required=(), optional=(), questions=()), tutor, stored.revision)
    assert (Reading.objects.count(), Question.objects.count()) == (0, 0)


def test_the_course_page_turns_with_each_change(track, tutor):
    stored = save(TutoringSession(), content(track), tutor)
    track.course.refresh_from_db()
    before = track.course.page_version
    save(stored, content(track, questions=("Why not?",)), tutor, seen=stored.revision)
    track.course.refresh_from_db()
    assert track.course.page_version > before


# --- Two people ---------------------------------------------------------------------------------


def test_whoever_saves_second_is_told_in_either_order(track, tutor):
    stored = save(TutoringSession(), content(track), tutor)
    seen = stored.revision
    for first, second in (("mine", "yours"), ("yours", "mine")):
        stored = save(stored, content(track, title=first), tutor, seen=seen)
        with pytest.raises(StaleError):
            save(stored, content(track, title=second), tutor, seen=seen)
        assert TutoringSession.objects.get().title == first
        seen = stored.revision


def test_a_change_of_a_reading_alone_makes_a_form_stale(track, tutor):
    stored = save(TutoringSession(), content(track), tutor)
    seen = stored.revision
    reading = Reading.objects.first()
    reading.text = "Another"
    reading.save()
    with pytest.raises(StaleError):
        save(stored, content(track, title="Mine"), tutor, seen=seen)
    seen = TutoringSession.objects.get().revision
    Question.objects.first().delete()
    with pytest.raises(StaleError):
        save(stored, content(track, title="Mine"), tutor, seen=seen)


def test_what_was_deleted_is_not_made_again_by_an_old_form(track, tutor):
    stored = save(TutoringSession(), content(track), tutor)
    seen = stored.revision
    TutoringSession.objects.get().delete()
    with pytest.raises(StaleError):
        save(stored, content(track, title="Mine"), tutor, seen=seen)
    assert not TutoringSession.objects.exists()


def at_once(*jobs):
    barrier, results = threading.Barrier(len(jobs)), []

    def run(job):
        barrier.wait()
        try:
            results.append(job())
        except (StaleError, PostingRefused) as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told_and_nothing_is_mixed(track, tutor):
    stored = save(TutoringSession(), content(track), tutor)
    mine = content(track, title="Mine", required=(Line("My reading"),), questions=("Mine?",))
    yours = content(track, title="Yours", required=(Line("Your reading"),), questions=("Yours?",))
    seen = stored.revision
    results = at_once(
        *(lambda said=said: save(stored, said, tutor, seen=seen) for said in (mine, yours))
    )
    assert sorted(type(result).__name__ for result in results) == ["StaleError", "TutoringSession"]
    assert Content.of(TutoringSession.objects.get()) in (mine, yours)


@pytest.mark.django_db(transaction=True)
def test_a_form_that_is_sent_twice_at_once_makes_one_session(track, tutor):
    new = TutoringSession()

    def job():
        return save(TutoringSession(public_id=new.public_id), content(track), tutor)

    results = at_once(job, job, job)
    assert {result.pk for result in results} == {TutoringSession.objects.get().pk}
    assert Reading.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_new_sessions_with_one_number_the_second_is_refused(track, tutor):
    results = at_once(*(lambda: save(TutoringSession(), content(track), tutor),) * 2)
    refused = [result for result in results if isinstance(result, PostingRefused)]
    assert [(error.field, str(error)) for error in refused] == [
        ("number", "There is a class 3 in this track already.")
    ]
    assert TutoringSession.objects.count() == 1


# --- What is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"start": time(12), "end": time(11)}, "end", "ends before it starts"),
        ({"end": time(11)}, "start", "when it starts"),
        (
            {"day": date(2027, 3, 14), "start": time(2, 30), "end": time(4)},
            "start",
            "On Sun 14 Mar 2027 the clock in New York is set forward: 02:30 does not exist",
        ),
        ({"video_url": "javascript:alert(1)"}, "video_url", "https://"),
        ({"required": (Line("x"),) * 10_000}, "required", "at most 200 readings; these are 10001"),
        ({"questions": ("x",) * 101}, "questions", "at most 100 questions; these are 101"),
        ({"optional": (Line("x" * 20_001),)}, "optional", "longer than 20000"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason_and_saves_nothing(
    track, tutor, changed, field, words
):
    with pytest.raises(PostingRefused) as refused:
        save(TutoringSession(), content(track, **changed), tutor)
    assert refused.value.field == field
    assert words in str(refused.value)
    assert not TutoringSession.objects.exists()
    assert not AuditEntry.objects.exists()


def test_an_hour_that_comes_twice_is_taken(track, tutor):
    said = content(track, day=date(2027, 11, 7), start=time(1, 30), end=time(3))
    assert save(TutoringSession(), said, tutor).start == time(1, 30)


def test_a_number_that_is_taken_saves_nothing(track, tutor):
    save(TutoringSession(), content(track), tutor)
    other = save(TutoringSession(), content(track, number=4), tutor)
    with pytest.raises(PostingRefused, match="class 3 in this track already"):
        save(other, content(track, title="Lost?"), tutor, seen=other.revision)
    other.refresh_from_db()
    assert (other.number, other.title) == (4, "ResNets")


def test_a_session_without_a_title_is_a_draft_and_no_more(track, tutor):
    with pytest.raises(PostingRefused) as refused:
        post(TutoringSession(), content(track, title=""), by=tutor, now=NOW, seen=0)
    assert refused.value.field == "title"
    assert not TutoringSession.objects.exists()
    assert save(TutoringSession(), content(track, title=""), tutor).title == ""


def test_a_track_of_another_course_is_refused(track, tutor):
    stored = save(TutoringSession(), content(track), tutor)
    with pytest.raises(PostingRefused, match="another course"):
        save(stored, content(factories.TrackFactory()), tutor, seen=stored.revision)


# --- Steps --------------------------------------------------------------------------------------


def test_publish_and_withdraw_are_each_others_way_back(track, tutor):
    stored = post(TutoringSession(), content(track), by=tutor, now=NOW, seen=0)
    assert stored.is_published
    publish(stored, by=tutor, now=NOW + timedelta(days=1))
    assert TutoringSession.objects.get().published_at == NOW
    withdraw(stored, by=tutor, now=NOW)
    withdraw(stored, by=tutor, now=NOW)
    assert not TutoringSession.objects.get().is_published
    assert verbs(stored) == ["add", "publish", "withdraw"]


def test_a_session_moves_by_a_week_unless_the_clock_has_no_such_hour(track, tutor):
    said = content(track, day=date(2027, 3, 7), start=time(2, 30), end=time(4))
    stored = save(TutoringSession(), said, tutor)
    with pytest.raises(PostingRefused, match="02:30 does not exist"):
        shift(stored, weeks=1, by=tutor, now=NOW)
    stored = TutoringSession.objects.get()
    assert stored.day == date(2027, 3, 7)
    shift(stored, weeks=2, by=tutor, now=NOW)
    assert TutoringSession.objects.get().day == date(2027, 3, 21)
    assert verbs(stored) == ["add", "shift"]


# --- The weekly tutoring ------------------------------------------------------------------------


def test_what_the_weekly_tutoring_says_is_followed_and_not_copied(track, tutor):
    factories.MeetingPatternFactory(
        course=track.course,
        kind=MeetingKind.TUTORING,
        weekday=Weekday.FRIDAY,
        start=time(11),
        end=time(12, 15),
        place="Room 101",
    )
    weekly = {"day": FRIDAY, "start": time(11), "end": time(12, 15), "place": "Room 101"}
    stored = save(TutoringSession(), content(track, **weekly), tutor)
    assert (stored.start, stored.end, stored.place) == (None, None, "")
    own = content(track, day=FRIDAY, start=time(13), end=time(14), place="Room 101")
    stored = save(stored, own, tutor, seen=stored.revision)
    assert (stored.start, stored.place) == (time(13), "Room 101")
