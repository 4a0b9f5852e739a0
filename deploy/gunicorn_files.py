"""gunicorn for long requests: uploads, downloads, zips. It can serve everything else as well, so
the demo and the Procfile have this one alone.

One process with 256 threads: whatever hundred slow uploads are doing, the next request is seen at
once. (Two processes with 64 threads each do not balance: a request may wait for seconds.)
Source: https://docs.gunicorn.org/en/stable/settings.html
"""

import os
from typing import Any

wsgi_app = "courseapp.wsgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = 1
threads = 256
# Above `threads`, so that connections kept alive between requests hold no thread.
worker_connections = 1000
# For threads this is no limit on a request; it ends a process that hangs as a whole. How long a
# request may last is the app's own rule (MAX_REQUEST_SECONDS).
timeout = 60
# What is under way when the server is stopped has this long to end (compose waits as long).
graceful_timeout = 300
keepalive = 5
# Its path would be shared by all servers of a user.
control_socket_disable = True
# No access log: addresses of calendars and of confirmations are secrets.
accesslog = None
errorlog = "-"

# A client that has gone silent in the middle of its upload gives its thread back after this long.
SILENCE_SECONDS = 120


def pre_request(worker: Any, request: Any) -> None:
    request.unreader.sock.settimeout(SILENCE_SECONDS)
