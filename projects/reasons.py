"""Why something is due when it is, in words, for those who may know: rule 2."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.deadlines import Due, ReasonKind

WORDS = {
    ReasonKind.MILESTONE: _("set for all"),
    ReasonKind.PROJECT_EXTENSION: _("more time for your team"),
    ReasonKind.STUDENT_EXTENSION: _("more time for you"),
    ReasonKind.ACCOMMODATION: _("your standing extra time"),
}
UNTOLD = _("your team's due time")


@dataclass(frozen=True, slots=True)
class ToldReason:
    words: str | Promise
    due: datetime


def told_reasons(due: Due, *, viewer: str) -> list[ToldReason]:
    """Return the reasons that the student with this public id may see. Where what moved the due
    time is a teammate's own matter, they learn the time alone."""
    told = [ToldReason(WORDS[reason.kind], reason.due) for reason in due.reasons_for(viewer)]
    if due.at is not None and all(reason.due != due.at for reason in told):
        told.append(ToldReason(UNTOLD, due.at))
    return told
