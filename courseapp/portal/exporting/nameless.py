"""People whose name and address an export does not tell: they remain as a row without a name, so
that what they wrote still has an author."""

from django.utils.translation import gettext_noop

# RFC 2606, section 2: no mail ever gets there.
DOMAIN = "nameless.invalid"
NAME = gettext_noop("Nameless")


def is_nameless(email: str) -> bool:
    return email.endswith(f"@{DOMAIN}")


def address_of_nameless(public_id: str) -> str:
    return f"{public_id}@{DOMAIN}"
