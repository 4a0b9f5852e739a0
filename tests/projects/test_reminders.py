"""Rule 6: who has not handed in is reminded at the times the rules give for *their* due time."""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courseapp.courses.models import CourseState, Role
from courseapp.mail import sending
from courseapp.mail.models import MailState, OutgoingMail
from projects.models import Each, ReminderRule, WorkState
from projects.reminder_mail import SUPERSEDED
from projects.reminders import new_reminders, sweep
from tests import factories
from tests.actors import enrolled, handed_in, team

DUE = datetime(2027, 3, 16, 3, 59, 59, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def milestone(db):
    return factories.MilestoneFactory(due=DUE)


def rule(milestone, before=2 * DAY):
    return factories.ReminderRuleFactory(milestone=milestone, before=before)


def queued(state=MailState.READY):
    return OutgoingMail.objects.filter(kind="reminder", state=state)


def recipients(reminders):
    return sorted(reminder.person.email for reminder in reminders if not reminder.skipped)


def all_sent(now):
    """As if a worker had sent what is ready."""
    queued().update(state=MailState.SENT, sent_at=now)


# --- When -----------------------------------------------------------------------------------


def test_minute_by_minute_each_goes_exactly_once(milestone):
    rule(milestone, 2 * HOUR), rule(milestone, HOUR)
    _project, people = team(milestone.course)
    moment, found = DUE - 3 * HOUR, {}
    while moment < DUE + HOUR:
        for reminder in sweep(now=moment):
            assert found.setdefault(reminder.key, moment) is moment, "queued twice"
            assert not reminder.skipped
        moment += MINUTE

    assert len(found) == 2 * len(people)
    assert set(found.values()) == {DUE - 2 * HOUR, DUE - HOUR}


def test_not_a_second_before_its_time(milestone):
    rule(milestone)
    student = enrolled(milestone.course)
    assert sweep(now=DUE - 2 * DAY - timedelta(seconds=1)) == []
    assert recipients(sweep(now=DUE - 2 * DAY)) == [student.email]


def test_after_downtime_the_newest_goes_and_the_older_are_recorded_as_skipped(milestone):
    for before in (7 * DAY, 2 * DAY, 3 * HOUR):
        rule(milestone, before)
    student = enrolled(milestone.course)

    found = sweep(now=DUE - HOUR)

    assert recipients(found) == [student.email]
    (going,) = [reminder for reminder in found if not reminder.skipped]
    assert going.rule.before == 3 * HOUR
    assert queued().count() == 1
    assert [mail.last_error for mail in queued(MailState.SKIPPED)] == [SUPERSEDED] * 2
    assert sweep(now=DUE - HOUR + MINUTE) == []


def test_what_was_missed_until_it_was_due_is_useless(milestone):
    rule(milestone)
    enrolled(milestone.course)
    assert sweep(now=DUE) == []
    assert sweep(now=DUE + DAY) == []


def test_who_joins_later_is_not_reminded_of_what_came_before_them(milestone):
    rule(milestone, 2 * DAY), rule(milestone, HOUR)
    late = enrolled(milestone.course)
    late.memberships.update(joined_at=DUE - DAY)

    assert sweep(now=DUE - DAY + MINUTE) == []
    assert recipients(sweep(now=DUE - HOUR)) == [late.email]
    assert not queued(MailState.SKIPPED).exists()


def test_a_change_of_the_clock_changes_nothing(db):
    """New York's clock goes forward on 14 March 2027 at 2:00; two days before stay 48 hours."""
    due = datetime(2027, 3, 15, 4, 0, tzinfo=UTC)
    milestone = factories.MilestoneFactory(due=due)
    rule(milestone)
    enrolled(milestone.course)

    assert sweep(now=due - 48 * HOUR - MINUTE) == []
    (found,) = sweep(now=due - 48 * HOUR)
    assert "Mon 15 Mar 2027, 00:00, New York time" in queued().get().subject
    assert found.due == due


# --- To whom --------------------------------------------------------------------------------


def test_only_active_students_who_owe_it(milestone):
    rule(milestone)
    course = milestone.course
    student = enrolled(course)
    for role in (Role.TUTOR, Role.INSTRUCTOR, Role.OBSERVER):
        enrolled(course, role)
    gone = enrolled(course)
    gone.memberships.update(active=False, left_at=DUE - 9 * DAY)
    enrolled(factories.CourseFactory())

    assert recipients(sweep(now=DUE - DAY)) == [student.email]


def test_a_team_that_handed_in_is_left_in_peace(milestone):
    rule(milestone)
    project, (first, second) = team(milestone.course)
    _other, others = team(milestone.course)
    handed_in(milestone, project, first, now=DUE - 3 * DAY)

    assert recipients(sweep(now=DUE - DAY)) == sorted(person.email for person in others)
    assert second.email not in recipients(new_reminders(now=DUE - DAY))


def test_where_each_works_alone_a_team_mate_still_owes(milestone):
    milestone.each = Each.STUDENT
    milestone.save()
    rule(milestone)
    _project, (first, second) = team(milestone.course)
    handed_in(milestone, first, first, now=DUE - 3 * DAY)

    assert recipients(sweep(now=DUE - DAY)) == [second.email]


def test_who_is_excused_owes_nothing(milestone):
    rule(milestone)
    project, _people = team(milestone.course)
    factories.WorkFactory(milestone=milestone, project=project, state=WorkState.EXCUSED)
    assert sweep(now=DUE - DAY) == []


def test_a_course_that_is_not_open_reminds_nobody(milestone):
    rule(milestone)
    enrolled(milestone.course)
    milestone.course.state = CourseState.ARCHIVED
    milestone.course.save()
    assert sweep(now=DUE - DAY) == []


# --- Moved deadlines ------------------------------------------------------------------------


def test_an_extension_of_one_member_moves_the_whole_team(milestone):
    rule(milestone)
    _project, (lucky, mate) = team(milestone.course)
    other = enrolled(milestone.course)
    factories.ExtensionFactory(milestone=milestone, student=lucky, due=DUE + 5 * DAY)

    assert recipients(sweep(now=DUE - 2 * DAY)) == [other.email]
    assert recipients(sweep(now=DUE + 3 * DAY)) == sorted([lucky.email, mate.email])


def test_an_extension_of_others_reminds_nobody_who_is_past_due(milestone):
    rule(milestone)
    enrolled(milestone.course)
    lucky = enrolled(milestone.course)
    factories.ExtensionFactory(milestone=milestone, student=lucky, due=DUE + DAY)
    assert recipients(sweep(now=DUE)) == [lucky.email]


def test_a_standing_accommodation_moves_it(milestone):
    rule(milestone)
    student = enrolled(milestone.course)
    student.memberships.update(extra_hours=24)

    assert sweep(now=DUE - 2 * DAY) == []
    (found,) = sweep(now=DUE - DAY)
    assert found.due == DUE + DAY


def test_a_reminder_that_waits_is_dropped_when_its_deadline_moves(milestone):
    rule(milestone)
    enrolled(milestone.course)
    sweep(now=DUE - 2 * DAY)
    milestone.due = DUE + 7 * DAY
    milestone.save()

    assert sending.send_ready(now=DUE - 2 * DAY + MINUTE) == {MailState.SKIPPED: 1}
    assert queued(MailState.SKIPPED).get().last_error == "the due time has moved"
    assert len(sweep(now=DUE + 5 * DAY)) == 1


def test_one_that_went_out_goes_again_when_its_new_time_lies_ahead(milestone):
    rule(milestone)
    enrolled(milestone.course)
    sweep(now=DUE - 2 * DAY)
    all_sent(DUE - 2 * DAY)
    milestone.due = DUE + 7 * DAY
    milestone.save()

    assert sweep(now=DUE - DAY) == []
    assert len(sweep(now=DUE + 5 * DAY)) == 1


@pytest.mark.parametrize("moved", [-HOUR, HOUR, 5 * HOUR])
def test_one_that_went_out_does_not_go_again_when_its_new_time_has_passed(milestone, moved):
    rule(milestone)
    enrolled(milestone.course)
    sweep(now=DUE - 2 * DAY)
    all_sent(DUE - 2 * DAY)
    sweep(now=DUE - 2 * DAY + 6 * HOUR)
    milestone.due = DUE + moved
    milestone.save()

    for hours in (6, 7, 24):
        assert sweep(now=DUE - 2 * DAY + hours * HOUR + MINUTE) == []


def test_one_that_was_never_sent_still_goes_when_its_deadline_comes_nearer(milestone):
    rule(milestone)
    enrolled(milestone.course)
    sweep(now=DUE - 3 * DAY)
    milestone.due = DUE - 2 * DAY
    milestone.save()
    assert len(sweep(now=DUE - 3 * DAY + MINUTE)) == 1


# --- Just before sending --------------------------------------------------------------------


def test_who_hands_in_while_the_mail_waits_gets_none(milestone):
    rule(milestone)
    project, (first, _second) = team(milestone.course)
    sweep(now=DUE - 2 * DAY)
    handed_in(milestone, project, first, now=DUE - 2 * DAY + MINUTE)

    sending.send_ready(now=DUE - 2 * DAY + 2 * MINUTE)
    assert queued(MailState.SKIPPED).count() == 2


def test_when_the_mail_server_was_away_only_the_newest_goes(milestone):
    rule(milestone, 2 * DAY), rule(milestone, HOUR)
    enrolled(milestone.course)
    sweep(now=DUE - 2 * DAY)
    sweep(now=DUE - HOUR)

    outcome = sending.send_ready(now=DUE - HOUR + MINUTE)
    assert outcome == {MailState.SKIPPED: 1, MailState.SENT: 1}


@pytest.mark.parametrize(
    "change",
    [
        lambda milestone, person: person.memberships.update(active=False, left_at=DUE),
        lambda milestone, person: milestone.reminder_rules.all().delete(),
        lambda milestone, person: type(milestone.course).objects.update(state="archived"),
        lambda milestone, person: type(milestone).objects.update(due=None),
    ],
    ids=["left", "no rule", "archived", "no date"],
)
def test_what_no_longer_holds_is_not_sent(milestone, change):
    rule(milestone)
    person = enrolled(milestone.course)
    sweep(now=DUE - 2 * DAY)
    change(milestone, person)

    assert sending.send_ready(now=DUE - DAY) == {MailState.SKIPPED: 1}


def test_it_is_no_use_once_it_is_due(milestone):
    rule(milestone)
    enrolled(milestone.course)
    sweep(now=DUE - 2 * DAY)
    assert sending.send_ready(now=DUE) == {MailState.SKIPPED: 1}


# --- At once, and many ----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_queue_each_reminder_once():
    milestone = factories.MilestoneFactory(due=DUE)
    rule(milestone)
    for _ in range(10):
        enrolled(milestone.course)
    start, errors = threading.Barrier(3), []

    def run():
        try:
            start.wait(timeout=10)
            sweep(now=DUE - DAY)
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert errors == []
    assert queued().count() == 10


@pytest.mark.parametrize("students", [3, 60])
def test_a_sweep_asks_as_much_for_3_students_as_for_60(
    milestone, students, django_assert_num_queries
):
    rule(milestone, 7 * DAY), rule(milestone, 2 * DAY)
    for _ in range(students // 3):
        team(milestone.course)
        enrolled(milestone.course)

    # rules; teams, extensions, accommodations; known; settled, teams, members
    with django_assert_num_queries(8):
        assert len(new_reminders(now=DUE - DAY)) == 2 * students
    sweep(now=DUE - DAY)
    # and, in one transaction, the mark on the rules
    with django_assert_num_queries(11):
        assert sweep(now=DUE - DAY + MINUTE) == []


def test_while_nothing_is_near_no_students_are_read(milestone, django_assert_num_queries):
    rule(milestone)
    team(milestone.course)
    # rules; teams, extensions, accommodations; the mark, in a transaction
    with django_assert_num_queries(7):
        sweep(now=DUE - 30 * DAY)


# --- The command ----------------------------------------------------------------------------


def run(capsys, *arguments):
    call_command("send_reminders", *arguments)
    return capsys.readouterr().out


def test_the_command_makes_one_pass(milestone, capsys):
    rule(milestone)
    student = enrolled(milestone.course)
    said = run(capsys, "--at", "2027-03-15T03:59:59+00:00")

    assert f"reminder to {student.email}: Abstract" in said
    assert "1 queued, 0 skipped" in said
    assert queued().count() == 1


def test_a_dry_run_says_what_would_go_to_whom_and_writes_nothing(milestone, capsys):
    rule(milestone)
    student = enrolled(milestone.course)
    said = run(capsys, "--dry-run", "--at", "2027-03-15T03:59:59Z")

    assert f"reminder to {student.email}" in said
    assert "due 2027-03-15T23:59:59-04:00" in said
    assert not OutgoingMail.objects.exists()
    assert ReminderRule.objects.get().swept_at is None


def test_a_moment_without_offset_is_meant_in_the_sites_zone(milestone, capsys, settings):
    from django.utils import timezone

    with timezone.override("America/New_York"):
        assert "at 2027-03-15T03:59:59+00:00" in run(capsys, "--at", "2027-03-14T23:59:59")


def test_what_is_no_moment_is_told(db):
    with pytest.raises(CommandError, match="is no moment"):
        call_command("send_reminders", "--at", "tomorrow")


# --- Against a slow and obvious account of the rule -------------------------------------------


@dataclass
class Life:
    """One student alone. Hours are counted from the start of a term of 100 hours."""

    rules: list[int]  # hours before
    due: int
    moves: dict[int, int]  # at this hour, the due time becomes that one
    handed_in: int | None
    joined: int
    swept: list[int]  # at these hours somebody swept, and sent


def told(life: Life) -> list[tuple[int, int, int, bool]]:
    """(hour of the sweep, rule, due, skipped) of each reminder, by the words of rule 6."""
    book: list[tuple[int, int, int, bool]] = []
    due, previous = life.due, None
    for hour in range(101):
        due = life.moves.get(hour, due)
        if hour not in life.swept:
            continue
        owes = life.handed_in is None or hour < life.handed_in
        if owes and hour < due:
            come = [b for b in sorted(life.rules) if life.joined <= due - b <= hour]
            for place, before in enumerate(come):
                recorded = any((b, d) == (before, due) for _h, b, d, _s in book)
                sent = any(b == before and not s for _h, b, _d, s in book)
                passed = previous is not None and due - before <= previous
                if not recorded and not (sent and passed):
                    book.append((hour, before, due, place > 0))
        previous = hour
    return book


HOURS = st.integers(0, 100)
LIVES = st.builds(
    Life,
    rules=st.lists(st.integers(1, 60), min_size=1, max_size=4, unique=True),
    due=st.integers(20, 90),
    moves=st.dictionaries(HOURS, st.integers(20, 100), max_size=3),
    handed_in=st.none() | HOURS,
    joined=st.integers(0, 50),
    swept=st.lists(HOURS, min_size=1, max_size=60, unique=True).map(sorted),
)


class AgainstThePlainAccount(TestCase):
    @given(life=LIVES, by_extension=st.booleans())
    def test_sweeps_do_what_rule_6_says(self, life, by_extension):
        if by_extension:  # an extension never makes it earlier
            life.moves = {h: max(due, life.due) for h, due in life.moves.items()}
        start = datetime(2027, 3, 1, tzinfo=UTC)
        at = [start + hour * HOUR for hour in range(101)]
        milestone = factories.MilestoneFactory(due=at[life.due])
        rules = {rule(milestone, before * HOUR).pk: before for before in life.rules}
        student = enrolled(milestone.course)
        student.memberships.update(joined_at=at[life.joined])
        found = []
        for hour in range(101):
            if hour in life.moves:
                self.move(milestone, student, at[life.moves[hour]], by_extension)
            if hour == life.handed_in:
                handed_in(milestone, student, student, now=at[hour])
            if hour in life.swept:
                for reminder in sweep(now=at[hour]):
                    due = (reminder.due - start) // HOUR
                    found.append((hour, rules[reminder.rule.pk], due, reminder.skipped))
                all_sent(at[hour])
        assert found == told(life)

    def move(self, milestone, student, due, by_extension):
        if by_extension:
            milestone.extensions.all().delete()
            factories.ExtensionFactory(milestone=milestone, student=student, due=due)
        else:
            milestone.due = due
            milestone.save()
