"""courseapp runs university courses. The Celery app is loaded with the package, as its
documentation asks, so that a task enqueued anywhere reaches the configured broker."""

from courseapp.celery import app as celery_app

__all__ = ["celery_app"]
