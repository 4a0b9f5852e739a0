"""How people sign in: django-allauth with what a campus needs."""

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

if TYPE_CHECKING:
    from courseapp.courses.models import User


class CampusAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs themselves up: staff enrol people by e-mail, who then ask for a code."""
        return False


def display_name(user: "User") -> str:
    return str(user)
