"""No model is forgotten by export, clone, backup and erasure."""

from collections import Counter

from django.apps import apps
from django.core.management import call_command

from courseapp.portal.data_register import REGISTER


def test_every_model_is_in_the_register_and_nothing_else_is():
    existing = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert {entry.model for entry in REGISTER} == existing


def test_each_model_is_there_once_and_with_every_decision():
    names = Counter(entry.model for entry in REGISTER)
    assert [name for name, number in names.items() if number > 1] == []
    for entry in REGISTER:
        assert all((entry.export, entry.clone, entry.backup, entry.erasure)), entry


def test_who_hands_over_personal_data_says_what_erasure_does_with_it():
    """A model with a key to a person never claims to hold nobody's data."""
    from django.conf import settings

    decided = {entry.model: entry.erasure for entry in REGISTER}
    for model in apps.get_models(include_auto_created=True):
        keys = [
            field.name
            for field in model._meta.get_fields()
            if getattr(field, "concrete", False)
            and not field.many_to_many
            and field.related_model is not None
            and field.related_model._meta.label == settings.AUTH_USER_MODEL
        ]
        if keys:
            assert decided[model._meta.label] != "holds nobody's data", (model, keys)


def test_the_document_is_up_to_date():
    call_command("data_register", "--check")
