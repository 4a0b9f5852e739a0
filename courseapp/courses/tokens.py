"""Tokens for scripts: `Authorization: Bearer …`.

A token is shown once, when it is made. What is kept in its place is a fingerprint, so that a
stolen backup opens no door: 160 bits of SHA-256, which suffices without salt or stretching as the
token itself is 256 random bits. (REST framework keeps its tokens in clear; its table and its
reading of the header are used, one token a person.)
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from courseapp.courses import audit

if TYPE_CHECKING:
    from courseapp.courses.models import User

# About one term; a script that is forgotten on some machine does not stay signed in for ever.
LIFE = timedelta(days=200)


def fingerprint(token: str) -> str:
    """Return what is kept in place of the token; 40 characters, as wide as the column."""
    return hashlib.sha256(token.encode()).hexdigest()[:40]


@transaction.atomic
def issue(user: "User", *, now: datetime) -> str:
    """Make a token and return it, in clear, this once. The person's earlier one ends."""
    token = secrets.token_urlsafe(32)
    Token.objects.filter(user=user).delete()
    Token.objects.create(user=user, key=fingerprint(token))
    audit.record("issue token", subject=user, course=None, by=user, now=now)
    return token


@transaction.atomic
def revoke(user: "User", *, now: datetime) -> None:
    """End the person's token; without one nothing happens."""
    if Token.objects.filter(user=user).delete()[0]:
        audit.record("revoke token", subject=user, course=None, by=user, now=now)


class BearerAuthentication(TokenAuthentication):
    """`Authorization: Bearer …` (RFC 6750) with a token that `issue` made."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> "tuple[User, Token] | None":
        found = super().authenticate(request)
        if found is None:
            return None
        user, token = found
        if request.now - token.created > LIFE:  # type: ignore[attr-defined]
            raise AuthenticationFailed(_("The token is too old; ask for a new one."))
        return user, token

    def authenticate_credentials(self, key: str) -> "tuple[User, Token]":
        found: tuple[User, Token] = super().authenticate_credentials(fingerprint(key))
        return found
