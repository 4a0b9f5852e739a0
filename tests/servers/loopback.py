"""Tests reach nobody outside this machine: connecting to any other address is an error."""

import ipaddress
import socket
from typing import Any

import pytest

LOCAL_NAMES = {"localhost", "", None}


class OutsideAddress(RuntimeError):
    """A test tried to reach another machine."""


def allow_only_loopback(patch: pytest.MonkeyPatch, *, also: set[str]) -> None:
    """Make sockets refuse what is neither loopback nor named in `also`."""

    def guarded(original: Any, position: int) -> Any:
        def call(self: socket.socket, *args: Any) -> Any:
            address = args[position]
            if isinstance(address, tuple):
                refuse_outside(address[0], also)
            return original(self, *args)

        return call

    def look_up(host: Any, *args: Any, **options: Any) -> Any:
        refuse_outside(host.decode() if isinstance(host, bytes) else host, also)
        return original_look_up(host, *args, **options)

    original_look_up = socket.getaddrinfo
    patch.setattr(socket.socket, "connect", guarded(socket.socket.connect, 0))
    patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex, 0))
    patch.setattr(socket.socket, "sendto", guarded(socket.socket.sendto, -1))
    patch.setattr(socket, "getaddrinfo", look_up)


def refuse_outside(host: str | None, also: set[str]) -> None:
    if host in LOCAL_NAMES or host in also:
        return
    try:
        if ipaddress.ip_address(host).is_loopback or host == "0.0.0.0":
            return
    except ValueError:
        pass
    raise OutsideAddress(f"tests reach nobody outside this machine, and {host} is outside")
