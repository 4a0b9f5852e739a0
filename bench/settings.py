"""The app's own settings with the limits' routes beside its own: both run behind the same
middleware, in the same processes."""

from courseapp.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
