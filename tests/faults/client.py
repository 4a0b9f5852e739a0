"""A student's browser, as raw as it takes to be cut off in the middle."""

import re
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

BOUNDARY = "a-line-that-no-pdf-has"
PDF = b"%PDF-1.4\n" + b"%" * (3 * 1024 * 1024) + b"\n%%EOF\n"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str


@dataclass
class Form:
    """A hand-in form that was opened: its address, and what is sent with it."""

    client: "RawClient"
    path: str
    fields: dict[str, str]
    cookies: str

    def send(self, *, text="The text.", fault="", content=PDF):
        """Send it; None if the server went away in the meantime."""
        headers = {
            "Cookie": self.cookies,
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "X-Fault": fault,
        }
        body = multipart({**self.fields, "text": text}, content)
        return self.client.ask("POST", self.path, body=body, headers=headers)


class RawClient:
    def __init__(self, url, user):
        self.host = urlsplit(url).netloc
        client = Client()
        client.force_login(user)
        self.session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def ask(self, method, path, **options):
        connection = HTTPConnection(self.host, timeout=60)
        try:
            connection.request(method, path, **options)
            response = connection.getresponse()
            response.read()
            return Answer(response.status, response.headers.get("Location", ""))
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()

    def open_form(self, path):
        """Open the form, waiting for a server that is just coming up again."""
        for _attempt in range(50):
            connection = HTTPConnection(self.host, timeout=60)
            try:
                connection.request("GET", path, headers={"Cookie": f"session={self.session}"})
                response = connection.getresponse()
                page = response.read().decode()
                break
            except (OSError, HTTPException):
                time.sleep(0.2)
            finally:
                connection.close()
        assert response.status == 200, page
        csrf = re.search(r"csrf=([^;]+)", response.headers["Set-Cookie"])[1]
        cookies = f"session={self.session}; csrf={csrf}"
        return Form(self, path, dict(HIDDEN.findall(page)), cookies)


def multipart(fields, content):
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    parts.append(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="final.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    return "".join(parts).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
