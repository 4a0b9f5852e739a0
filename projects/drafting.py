"""Writing before handing in."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courseapp.courses import audit
from courseapp.courses.models import User
from projects.accepting import HandInRefused, check_storable
from projects.models import Draft, Milestone
from projects.owners import Owner
from projects.submitting import work_for


class DraftMoved(HandInRefused):
    """A teammate saved another text since this one was opened: `draft` is theirs."""

    def __init__(self, draft: Draft) -> None:
        message = _("%(name)s has saved another text in the meantime. Yours is not saved yet.")
        super().__init__(message % {"name": draft.saved_by}, field="text")
        self.draft = draft


def save_draft(
    milestone: Milestone,
    *,
    owner: Owner,
    text: str,
    by: User,
    now: datetime,
    seen: int | None = None,
) -> Draft:
    """Keep `text` as the draft of this owner's work; a later save replaces it.

    `seen` is the revision that the writer had before them (0: there was none): a newer one with
    another text is not overwritten but raises DraftMoved. None overwrites whatever is there.
    """
    check_storable(text)
    work = work_for(milestone, owner)
    with transaction.atomic():
        # The work's lock: there may be no draft yet that could be locked.
        type(work).objects.select_for_update(of=("self",)).get(pk=work.pk)
        draft = Draft.objects.select_related("saved_by").filter(work=work).first()
        draft = draft or Draft(work=work, revision=1)
        if draft.pk and seen is not None and draft.revision != seen and draft.text != text:
            raise DraftMoved(draft)
        draft.text, draft.saved_by, draft.saved_at = text, by, now
        draft.save()
        audit.record("save draft", subject=draft, course=milestone.course, by=by, now=now)
    return draft
