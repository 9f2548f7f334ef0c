"""Asking another machine, politely: who we are, not too long, not too much, and again after a moment where that may help."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from django.conf import settings

TRIES = 3
MOST_PAGES = 50
CHUNK = 64 * 1024
LONGEST_WAIT_S = 60  # whatever a publisher asks
MOST_DIGITS = 7  # of a wait in seconds
FORBIDDEN = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


class FetchError(Exception):
    """A fault that stood in the way; `code` is a key of fetching.texts, `about` the machine's name and what it said."""

    def __init__(self, code: str, about: str) -> None:
        super().__init__(f"{code}: {about}")
        self.code, self.about = code, about


class _PassingError(FetchError):
    """May be over in a moment; `after` are the seconds that the publisher asks to wait."""

    def __init__(self, code: str, about: str, after: float = 0) -> None:
        super().__init__(code, about)
        self.after = after


class _SameMachine(HTTPRedirectHandler):
    """A handler that follows no redirect to another machine."""

    def redirect_request(  # noqa: PLR0917 -- as the library calls it
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        return (
            super().redirect_request(req, fp, code, msg, headers, newurl)
            if same_machine(req.full_url, newurl)
            else None
        )


def same_machine(address: str, other: str) -> bool:
    return urlsplit(address)[:2] == urlsplit(other)[:2]


class Web:
    """One fetch, of several answers maybe: together no larger than a file that is uploaded."""

    def __init__(self) -> None:
        self._left = settings.UPLOAD_LIMIT_BYTES
        self._opener: OpenerDirector = build_opener(_SameMachine)

    def json(self, address: str) -> dict[str, Any]:
        """Return the object that stands at this address; raise FetchError in words where it does not."""
        host = urlsplit(address).netloc
        try:
            found = json.loads(self._read(address, host))
        except ValueError as fault:
            raise FetchError("unexpected", host) from fault
        if not isinstance(found, dict):
            raise FetchError("unexpected", host)
        return found

    def text(self, address: str) -> str:
        """Return the text that stands at this address; raise FetchError in words where there is none."""
        host = urlsplit(address).netloc
        try:
            return self._read(address, host).decode()
        except UnicodeDecodeError as fault:
            raise FetchError("unexpected", host) from fault

    def pages(self, address: str, link_of: Callable[[dict[str, Any]], Any]) -> Iterator[dict[str, Any]]:
        """Yield the answer at this address and all that follow it.

        `link_of` finds the address of the next in an answer.
        """
        for _page in range(MOST_PAGES):
            page = self.json(address)
            yield page
            link = link_of(page)
            if not link:
                return
            onward = urljoin(address, str(link))
            if not same_machine(address, onward):
                raise FetchError("unexpected", urlsplit(address).netloc)
            address = onward
        raise FetchError("too_large", urlsplit(address).netloc)

    def _read(self, address: str, host: str) -> bytes:
        for attempt in range(1, TRIES + 1):
            try:
                return self._once(address, host)
            except _PassingError as fault:
                if attempt == TRIES:
                    raise
                pause = random.uniform(0, settings.FETCH_PAUSE_S * 2**attempt)  # noqa: S311 -- no secret
                time.sleep(max(pause, fault.after))
        raise AssertionError("unreachable")

    def _once(self, address: str, host: str) -> bytes:
        if urlsplit(address).scheme not in {"http", "https"}:
            raise FetchError("unexpected", host)
        headers = {"User-Agent": f"Samenwijk (+{settings.PUBLIC_ADDRESS})", "Accept": "application/json"}
        request = Request(address, headers=headers)  # noqa: S310 -- the scheme is looked at above
        try:
            with self._opener.open(request, timeout=settings.FETCH_TIMEOUT_S) as answer:
                return self._body(answer, host)
        except HTTPError as refused:
            refused.close()
            raise _refusal(refused.code, host, refused.headers.get("Retry-After")) from refused
        except TimeoutError as fault:
            raise _PassingError("too_slow", host) from fault
        except URLError as fault:
            code = "too_slow" if isinstance(fault.reason, TimeoutError) else "unreachable"
            raise _PassingError(code, host) from fault
        except (OSError, HTTPException) as fault:
            raise _PassingError("unreachable", host) from fault

    def _body(self, answer: Any, host: str) -> bytes:
        began, parts, size = time.monotonic(), [], 0
        while part := answer.read1(CHUNK):
            size += len(part)
            if size > self._left:
                raise FetchError("too_large", host)
            if time.monotonic() - began > settings.FETCH_LONGEST_S:
                raise FetchError("too_slow", host)
            parts.append(part)
        if answer.length:  # bytes that were announced and did not come
            raise _PassingError("cut_off", host)
        self._left -= size
        return b"".join(parts)


def _refusal(status: int, host: str, retry_after: str | None) -> FetchError:
    if status in GONE:
        return FetchError("not_found", host)
    about = f"{host} ({status})"
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return FetchError("moved", about)
    if status in FORBIDDEN:
        return FetchError("forbidden", about)
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _PassingError("refused", about, _seconds(retry_after))
    return FetchError("refused", about)


def _seconds(retry_after: str | None) -> float:
    """Return the wait that a header asks for in seconds or up to a moment, at most LONGEST_WAIT_S; 0 without one."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdecimal() and len(text) < MOST_DIGITS:
        return min(int(text), LONGEST_WAIT_S)
    try:
        asked = parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return 0
    return min(max(asked - time.time(), 0), LONGEST_WAIT_S)
