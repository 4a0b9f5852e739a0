"""Passwords for tests: production's kind of hash, so that a real server reads it, made quickly."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    iterations = 1
