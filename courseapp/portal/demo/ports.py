"""On which port the demo is served, and what to do if it cannot be."""

import socket
from collections.abc import Mapping

DEFAULT = 8000
LAST = 65535


class PortRefused(Exception):
    """Why the demo cannot be served on that port, and the cure."""


def port_from(environment: Mapping[str, str]) -> int:
    """Return the port that PORT asks for. Raises PortRefused for what is no port."""
    asked = environment.get("PORT") or str(DEFAULT)
    if not asked.isdecimal() or not 1 <= int(asked) <= LAST:
        raise PortRefused(f"PORT={asked} is no port. Choose one: PORT=8001 make demo")
    return int(asked)


def check_port(port: int) -> None:
    """Raise PortRefused with the cure unless the port can be listened on."""
    with socket.socket() as listener:
        # As gunicorn does: a port that was just given up is free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            reason = "not allowed here" if isinstance(error, PermissionError) else "in use"
            other = port + 1 if 1024 <= port < LAST else DEFAULT
            message = f"Port {port} is {reason}. Choose another: PORT={other} make demo"
            raise PortRefused(message) from error
