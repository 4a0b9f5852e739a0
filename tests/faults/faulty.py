"""The app with faults: a request that names a point by `X-Fault` kills its process there.

Nothing of it is in the product: the functions are wrapped here, before the first request.
"""

import os
import signal
import threading
import time
from functools import wraps
from pathlib import Path

from django.core.files.storage import filesystem

from courseapp.courses import storing, uploading
from courseapp.wsgi import application as courseapp  # sets Django up, hence first
from projects import submitting
from projects.views import handing_in

here = threading.local()


def die(point):
    """End this process as a power cut would, if the request under way asked for it."""
    if point and getattr(here, "point", "") == point:
        os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(60)  # the signal is on its way


def application(environ, start_response):
    here.point = environ.get("HTTP_X_FAULT", "")
    here.length = int(environ.get("CONTENT_LENGTH") or 0)
    return courseapp(environ, start_response)


def around(module, name, *, before="", after=""):
    real = getattr(module, name)

    @wraps(real)
    def wrapped(*args, **options):
        die(before)
        result = real(*args, **options)
        die(after)
        return result

    setattr(module, name, wrapped)


def read_and_die(self, size=-1, *, real=uploading.Body.read):
    data = real(self, size)
    if data:
        die("first bytes received")
    if self.count >= here.length / 2:
        die("half of the body received")
    return data


def move_half_and_die(source, target, *args, real=filesystem.file_move_safe, **options):
    """Where uploads and files are on two disks a move is a copy, which can end half-way."""
    if here.point == "half-way in the write to storage":
        content = Path(source).read_bytes()
        Path(target).write_bytes(content[: len(content) // 2])
        die("half-way in the write to storage")
    return real(source, target, *args, **options)


def flush_and_die(path, *, real=storing.flush):
    kind = "folder" if path.is_dir() else "file"
    if kind == "file":
        die("after the write, before fsync")
    real(path)
    die(f"after fsync of the {kind}")


uploading.Body.read = read_and_die
filesystem.file_move_safe = move_half_and_die
storing.flush = flush_and_die
around(handing_in.submitting, "hand_in", before="body complete, before the write")
around(submitting, "_commit", before="verified, before the row", after="after COMMIT")
around(submitting.outbox, "enqueue", after="after INSERT, before COMMIT")
