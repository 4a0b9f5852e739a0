"""Writing before handing in."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courseapp.courses import audit
from courseapp.courses.models import User
from projects.models import Draft, Milestone
from projects.owners import Owner
from projects.submitting import HandInRefused, work_for

MAX_CHARACTERS = 1_000_000


@transaction.atomic
def save_draft(
    milestone: Milestone, *, owner: Owner, text: str, by: User, now: datetime
) -> Draft:
    """Keep `text` as the draft of this owner's work; a later save replaces it."""
    if len(text) > MAX_CHARACTERS or "\x00" in text:
        raise HandInRefused(_("The text is too long or cannot be stored."), field="text")
    work = work_for(milestone, owner)
    draft, _created = Draft.objects.update_or_create(
        work=work, defaults={"text": text, "saved_by": by, "saved_at": now}
    )
    audit.record("save draft", subject=draft, course=milestone.course, by=by, now=now)
    return draft
