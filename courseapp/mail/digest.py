"""The day's digest: one mail a person and day with the news that was held for it.

Gathering happens in the sending pass. For one person it is one transaction with their rows
locked: it is done wholly or not at all, whoever is killed, and a second worker finds nothing
left. The digest's key has the day in it, so there is never a second one that day.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from courseapp.mail import announcement_mail, outbox
from courseapp.mail.delivery import next_morning, zone_of
from courseapp.mail.models import MailState, OutgoingMail
from courseapp.mail.reasons import why_not_to_send

KIND = "digest"
EMPTY = "everything in it was withdrawn"


def gather(*, now: datetime) -> int:
    """Turn the news that is due into one digest a person; returns how many were made."""
    due = OutgoingMail.objects.held_until(now).order_by().values_list("recipient", flat=True)
    return sum(_gather_for(person, now=now) for person in due.distinct())


@transaction.atomic
def _gather_for(person: int, *, now: datetime) -> bool:
    held = OutgoingMail.objects.held_until(now).filter(recipient=person)
    rows = held.select_related("recipient", "course").select_for_update(of=("self",))
    parts = _that_hold(list(rows.order_by("pk")), now=now)
    if not parts:
        return False
    reader, zone = parts[0].recipient, zone_of(parts[0].recipient, parts[0].course)
    day = now.astimezone(zone).date()
    mail = outbox.mail_to(
        reader,
        kind=KIND,
        key=f"{KIND}:{reader.public_id}:{day.isoformat()}",
        subject=_subject(parts),
        body=_body(parts),
        grounds={"parts": [part.pk for part in parts]},
        now=now,
    )
    chosen = OutgoingMail.objects.filter(pk__in=[part.pk for part in parts])
    if OutgoingMail.objects.filter(dedupe_key=mail.dedupe_key).exists():
        # Today's has gone: a person whose courses lie in several zones has several mornings.
        chosen.update(not_before=next_morning(now + timedelta(seconds=1), zone))
        return False
    mail.save()
    chosen.update(state=MailState.GATHERED)
    return True


def reword(mail: OutgoingMail, *, now: datetime) -> str:
    """Let a digest that is about to go out say what holds by now; call it in a transaction.
    Returns why it is not to be sent, "" if it is: days may lie between gathering and sending,
    when the mail server is away."""
    rows = OutgoingMail.objects.filter(pk__in=mail.grounds["parts"], state=MailState.GATHERED)
    rows = rows.select_related("recipient", "course").select_for_update(of=("self",))
    parts = _that_hold(list(rows.order_by("pk")), now=now)
    if not parts:
        return EMPTY
    mail.subject, mail.body = _subject(parts), _body(parts)
    mail.save(update_fields=["subject", "body"])
    return ""


def _that_hold(parts: list[OutgoingMail], *, now: datetime) -> list[OutgoingMail]:
    """Return those whose reason holds; the others are marked as not needed."""
    holding = []
    for part in parts:
        if reason := why_not_to_send(part, now=now):
            part.state, part.last_error = MailState.SKIPPED, reason
            part.save(update_fields=["state", "last_error"])
        else:
            holding.append(part)
    return holding


def _subject(parts: list[OutgoingMail]) -> str:
    if len(parts) == 1:
        return parts[0].subject
    return outbox.one_line(
        _("%(number)d news of your courses: %(first)s")
        % {"number": len(parts), "first": "; ".join(part.subject for part in parts)}
    )


def _body(parts: list[OutgoingMail]) -> str:
    told = ["\n\n".join(_told(part)) for part in parts]
    why = _("You get the news of your courses once a day, together.")
    return "\n\n---\n\n".join([*told, f"{why}\n{announcement_mail.ways_out()}"])


def _told(part: OutgoingMail) -> list[str]:
    announcement = announcement_mail.announcement_of(part)
    return [part.subject, *(announcement_mail.words(announcement) if announcement else [])]
