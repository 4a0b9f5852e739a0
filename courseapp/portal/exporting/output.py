"""A file that is there as a whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from django.utils.translation import gettext as _

from courseapp.courses.storing import flush


class OutputRefused(Exception):
    """Why a file was not written, in words."""


@contextmanager
def written_whole(target: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """Yield a file beside `target` that takes its name once the block has ended well and all of
    it is on the disk; only its owner may read it. Raises OutputRefused."""
    taken = OutputRefused(_("%s is there already; --force replaces it.") % target)
    if not force and os.path.lexists(target):
        raise taken
    try:
        with _beside(target) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            _name(Path(file.name), target, force=force)
            flush(target.parent)
    except FileExistsError as error:
        raise taken from error
    except OSError as error:
        raise OutputRefused(
            _("%(name)s cannot be written: %(reason)s.")
            % {"name": target, "reason": error.strerror or error}
        ) from error


@contextmanager
def _beside(target: Path) -> Iterator[IO[bytes]]:
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        try:
            yield file
        finally:
            Path(file.name).unlink(missing_ok=True)


def _name(written: Path, target: Path, *, force: bool) -> None:
    """Give the file its name. A link fails where somebody has taken the name meanwhile; some
    file systems have none."""
    if not force:
        try:
            os.link(written, target)
        except FileExistsError:
            raise
        except OSError:
            written.replace(target)
        return
    written.replace(target)
