"""The sign-ins of the demo, for the sign-in page of the demo alone."""

from django import template
from django.conf import settings

from courseapp.portal.demo.accounts import ACCOUNTS, Account

register = template.Library()


@register.simple_tag
def demo_accounts() -> tuple[Account, ...]:
    """Return who can sign in to the demo; nobody anywhere else."""
    return ACCOUNTS if settings.DEMO else ()
