"""Does the reason for a mail still hold? Apps above answer for their kinds of mail.

This is the one call that goes upwards in the house: the outbox asks just before sending, and
each app registers its check in `AppConfig.ready()`.
"""

from collections.abc import Callable
from datetime import datetime

from courseapp.mail.models import OutgoingMail

Check = Callable[[OutgoingMail, datetime], str]
_checks: dict[str, Check] = {}


def register(kind: str, check: Check) -> None:
    """Let `check(mail, now)` decide about mails of `kind`: "" to send, else why not, in words."""
    _checks[kind] = check


def why_not_to_send(mail: OutgoingMail, *, now: datetime) -> str:
    """Return in words why `mail` should not go out any more; "" if it should."""
    if not mail.recipient.is_active:
        return "the account is closed"
    check = _checks.get(mail.kind)
    return check(mail, now) if check else ""
