"""Takes the demo course away again, with everything in it. People stay: they are in the audit."""

from django.conf import settings
from django.db import transaction

from courseapp.courses import clock, storing
from courseapp.courses.models import AuditEntry, Course
from courseapp.portal.demo.loading import NotADemo
from projects.models import Draft, Grade, Submission, SubmissionFile, Work


def forget_demo(course: Course) -> None:
    """Delete the course, what was handed in and its files, and set the clock back.

    What was handed in is protected against being deleted with its course, so it goes first.
    """
    if not settings.DEMO:
        raise NotADemo
    works = Work.objects.filter(milestone__course=course)
    submissions = Submission.objects.filter(work__in=works)
    keys = list(
        SubmissionFile.objects.filter(submission__in=submissions).values_list("key", flat=True)
    )
    with transaction.atomic():
        Grade.objects.filter(work__in=works).delete()
        SubmissionFile.objects.filter(submission__in=submissions).delete()
        Draft.objects.filter(work__in=works).delete()
        for work in works:
            work.counting = None
            work.save(update_fields=["counting"])
        submissions.delete()
        works.delete()
        AuditEntry.objects.filter(course=course).delete()
        course.delete()
    for key in keys:
        storing.forget(key)
    clock.set_demo_clock(None)
