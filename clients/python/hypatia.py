"""Hypatia's REST API from Python 3.9 and newer, with the standard library alone: copy this file, or put its folder on
the path. ``docs/api.md`` has the operations; ``README.md`` has an example.

A client may be shared by threads.
"""

from __future__ import annotations

import base64
import datetime
import email.utils
import hashlib
import http.client
import io
import json
import os
import random
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
import zoneinfo
from decimal import Decimal
from typing import Any, BinaryIO, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Union

__all__ = ["Hypatia", "HypatiaProblem", "StillOnItsWay"]

Row = Dict[str, Any]
Content = Union[bytes, str, "os.PathLike[str]", BinaryIO]
Token = Union[str, Callable[[], str]]

_ATTEMPTS_MAX = 5
_FIRST_WAIT_S = 0.2
_WAIT_S_MAX = 30.0
_TOKEN_EARLY_S = 60
_LONG_POLL_S = 20
_POLL_S = 0.25
_UPLOADS_MAX = 4
_ANEW_S = 1.0  # so long after a landing nothing that the API remembers (half a second) is good enough
_CHUNK_BYTES = 1 << 20
_EXCERPT_LENGTH = 500
_ENDS = frozenset({"committed", "asset", "quarantined", "removed"})


class HypatiaProblem(Exception):
    """What the API answers where it does not do what was asked (RFC 9457).

    ``type`` is stable and for programs, e.g. ``/problems/dataset.unknown``; ``detail`` is for people; ``problem`` is
    the whole of it.
    """

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.problem = dict(problem)
        self.type: str = self.problem.get("type", "about:blank")
        self.title: str = self.problem.get("title", f"HTTP {status}")
        self.detail: str = self.problem.get("detail", "")
        super().__init__(f"{self.title} {self.detail}".strip())


class StillOnItsWay(Exception):
    """Its way has taken longer than it was to be followed; it goes on without us."""


class Hypatia:
    """One API and one caller: a token (or what gives one), or the credentials of a client of the issuer."""

    def __init__(
        self,
        url: str,
        *,
        token: Optional[Token] = None,
        client_id: Optional[str] = None,
        client_secret: Optional[str] = None,
        token_url: Optional[str] = None,
        scopes: Optional[Sequence[str]] = None,
        timeout_s: float = 60.0,
    ) -> None:
        self._url = url.rstrip("/")
        self._timeout_s = timeout_s
        self._credentials: Optional[_ClientCredentials] = None
        if token_url is not None:
            if client_id is None or client_secret is None or token is not None:
                raise TypeError("token_url goes with client_id and client_secret, and without token")
            self._credentials = _ClientCredentials(token_url, client_id, client_secret, scopes, timeout_s)
        self._token = token
        self._anew_until = 0.0

    # Landing

    def land(
        self,
        content: Content,
        source: str,
        dataset: str,
        *,
        file: Optional[str] = None,
        partitions: Optional[Mapping[str, str]] = None,
        content_type: Optional[str] = None,
        wait_s: float = 60.0,
    ) -> Row:
        """Lands bytes, an open binary file or the file of a path, and follows it until its rows are in the table, or
        it is an asset, or in quarantine with its ``reason``. The bytes go straight to S3, which refuses others.

        Raises HypatiaProblem, and StillOnItsWay after ``wait_s`` seconds.
        """
        name = file or _name_of(content)
        if not name:
            raise TypeError("bytes need the name of a file: give file=")
        with _opened(content) as stream:
            begin = stream.tell()
            digest, size = _digest_of(stream)
            asked: Row = {"source": source, "dataset": dataset, "file": name, "sha256": digest, "size": size}
            if partitions:
                asked["partitions"] = dict(partitions)
            if content_type:
                asked["contentType"] = content_type

            def put(upload: Row) -> Tuple[int, http.client.HTTPMessage, bytes]:
                stream.seek(begin)
                headers = {**upload["headers"], "Content-Length": str(size)}
                data = stream if size > 0 else b""
                request = urllib.request.Request(upload["url"], data=data, headers=headers, method=upload["method"])
                return _sent(request, self._timeout_s)

            for attempt in range(1, _UPLOADS_MAX + 1):
                upload = self.call("POST", "/v1/uploads", body=asked)
                if attempt > 1 and upload["landed"]:
                    version = upload["landed"]["version"]
                    break
                try:
                    _, answered, _ = _patiently(lambda: put(upload), is_repeatable=True)
                except HypatiaProblem as problem:
                    # Something else is there than when the URL was given: maybe this very file, its answer lost.
                    if problem.status not in (404, 409, 412) or attempt == _UPLOADS_MAX:
                        raise
                else:
                    version = answered.get("x-amz-version-id")
                    break
        return self.wait(upload["object"], version=version, wait_s=wait_s)

    def wait(self, object_id: str, *, version: Optional[str] = None, wait_s: float = 60.0) -> Row:
        """The object once its way has ended; what is known of other versions does not end the wait.

        Raises HypatiaProblem, and StillOnItsWay after ``wait_s`` seconds.
        """
        until = time.monotonic() + wait_s
        while True:
            left_s = max(0, int(until - time.monotonic() + 0.999))
            found: Optional[Row]
            try:
                found = self.call("GET", f"/v1/objects/{object_id}", query={"wait": min(_LONG_POLL_S, left_s)})
            except HypatiaProblem as problem:
                if problem.status != 404:
                    raise
                found = None
            is_ours = found is not None and version in (None, found["version"])
            if found is not None and is_ours and found["state"] in _ENDS:
                self._anew_until = time.monotonic() + _ANEW_S
                return found
            if time.monotonic() >= until:
                where = found["state"] if found is not None and is_ours else "not yet known"
                raise StillOnItsWay(f"{object_id} is {where} after {wait_s:g} s")
            if not is_ours:
                time.sleep(_POLL_S)

    # Reading

    def query(
        self,
        sql: str,
        parameters: Sequence[Union[str, int, float, bool]] = (),
        *,
        database: Optional[str] = None,
        max_age_minutes: Optional[int] = None,
    ) -> Iterator[Row]:
        """Rows of one statement that reads, page by page as they are taken: int, float, bool, str, Decimal, date and
        datetime; arrays, maps and rows are text here, as Athena writes them. ``parameters`` fill the ``?``.

        Raises HypatiaProblem; its type is ``/problems/query.failed`` where the statement fails as it runs.
        """
        asked: Row = {"sql": sql}
        if parameters:
            asked["parameters"] = list(parameters)
        if database is not None:
            asked["database"] = database
        if max_age_minutes is not None:
            asked["maxAge"] = max_age_minutes
        headers = {"Prefer": f"wait={_LONG_POLL_S}", "Idempotency-Key": str(uuid.uuid4())}
        query = self.call("POST", "/v1/queries", body=asked, headers=headers)
        path = f"/v1/queries/{query['id']}"
        try:
            while query["state"] in ("queued", "running"):
                query = self.call("GET", path, query={"wait": _LONG_POLL_S})
        except KeyboardInterrupt:
            self.call("DELETE", path)  # nobody waits for it any more
            raise
        if query["state"] != "succeeded":
            title = "The query was cancelled." if query["state"] == "cancelled" else "The query failed."
            detail = (query.get("error") or {}).get("detail", "")
            problem = {"type": "/problems/query.failed", "title": title, "detail": detail, "status": 409}
            raise HypatiaProblem(409, problem)
        page = query.get("results") or self.call("GET", f"{path}/results")
        while True:
            yield from _records(page)
            if page["next"] is None:
                return
            page = self.call("GET", f"{path}/results", query={"cursor": page["next"]})

    def rows(
        self,
        table: str,
        *,
        select: Optional[Sequence[str]] = None,
        where: Sequence[str] = (),
        sort: Sequence[str] = (),
        page_rows: int = 1000,
    ) -> Iterator[Row]:
        """Rows of a dataset straight from the data files of one snapshot, however much lands meanwhile; ``where`` are
        conditions such as ``age:gte:18``, and all must hold. Types as in ``query``, nested values as lists and dicts.

        Raises HypatiaProblem, of type ``/problems/rows.need-a-query`` where it takes SQL.
        """
        asked: Row = {"limit": page_rows}
        if select:
            asked["select"] = ",".join(select)
        if where:
            asked["where"] = list(where)
        if sort:
            asked["sort"] = ",".join(sort)
        yield from _pages(self, f"/v1/datasets/{_quoted(table)}/rows", asked, _records)

    def changes(
        self, table: str, *, after: Optional[str] = None, until: Optional[str] = None, page_rows: int = 1000
    ) -> Iterator[Row]:
        """Rows that came (``change`` is ``added``) and went (``removed``) between two snapshots, in an order that is always
        the same; of all rows of ``until`` where there is no ``after``.

        Raises HypatiaProblem, of type ``/problems/snapshot.expired`` where it must begin with all rows.
        """
        asked: Row = {"limit": page_rows}
        if after is not None:
            asked["after"] = after
        if until is not None:
            asked["until"] = until
        yield from _pages(self, f"/v1/datasets/{_quoted(table)}/changes", asked, lambda page: iter(page["changes"]))

    def datasets(self, q: Optional[str] = None) -> Iterator[Row]:
        """Every dataset by name, or those whose name, source or columns contain the words."""
        asked = {} if q is None else {"q": q}
        yield from _pages(self, "/v1/datasets", asked, lambda page: iter(page["datasets"]))

    def dataset(self, table: str) -> Row:
        """What is known of one dataset. Raises HypatiaProblem."""
        return self.call("GET", f"/v1/datasets/{_quoted(table)}")

    def predict(self, model: str, rows: Sequence[Mapping[str, Any]], *, at: Optional[str] = None) -> List[Row]:
        """One prediction a row, in their order. ``at`` is a version or an alias, else where ``live`` is.

        Raises HypatiaProblem; ``prediction.invalid`` names the column, what was expected and what it got.
        """
        path = f"/v1/models/{_quoted(model)}/predictions"
        written = [{name: _json_of(value) for name, value in row.items()} for row in rows]
        query = {} if at is None else {"at": at}
        return self.call("POST", path, query=query, body={"rows": written})["predictions"]

    # Any operation

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Optional[Mapping[str, Any]] = None,
        body: Any = None,
        headers: Optional[Mapping[str, str]] = None,
    ) -> Any:
        """Any operation of ``docs/api.md``: what it answers as JSON, None where it answers nothing.

        Raises HypatiaProblem.
        """
        address = f"{self._url}{path}"
        if query:
            address += "?" + urllib.parse.urlencode(query, doseq=True)
        data = None if body is None else json.dumps(body).encode()
        sent_headers = {"Accept": "application/json", **(headers or {})}
        if data is not None:
            sent_headers["Content-Type"] = "application/json"
        if time.monotonic() < self._anew_until:
            sent_headers["Cache-Control"] = "no-cache"
        is_repeatable = method in ("GET", "DELETE") or "Idempotency-Key" in sent_headers

        def attempt(token: Optional[str]) -> Any:
            bearer = {} if token is None else {"Authorization": f"Bearer {token}"}
            request = urllib.request.Request(address, data, {**sent_headers, **bearer}, method=method)
            _, _, text = _patiently(lambda: _sent(request, self._timeout_s), is_repeatable)
            return json.loads(text) if text else None

        token = self._bearer()
        try:
            return attempt(token)
        except HypatiaProblem as problem:
            if problem.status != 401 or self._credentials is None:
                raise
            return attempt(self._credentials.token(refused=token))

    def _bearer(self) -> Optional[str]:
        if self._credentials is not None:
            return self._credentials.token()
        return self._token() if callable(self._token) else self._token


class _ClientCredentials:
    """OAuth's client credentials: a token is kept until a minute before it expires."""

    def __init__(
        self, url: str, client_id: str, client_secret: str, scopes: Optional[Sequence[str]], timeout_s: float
    ) -> None:
        pair = f"{client_id}:{client_secret}".encode()
        self._headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
        form = {"grant_type": "client_credentials", **({"scope": " ".join(scopes)} if scopes else {})}
        self._form = urllib.parse.urlencode(form).encode()
        self._url = url
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._known: Optional[Tuple[str, float]] = None

    def token(self, refused: Optional[str] = None) -> str:
        with self._lock:
            if self._known is None or self._known[0] == refused or time.monotonic() >= self._known[1]:
                request = urllib.request.Request(self._url, self._form, self._headers, method="POST")
                _, _, text = _patiently(lambda: _sent(request, self._timeout_s), is_repeatable=True)
                grant = json.loads(text)
                self._known = (grant["access_token"], time.monotonic() + grant["expires_in"] - _TOKEN_EARLY_S)
            return self._known[0]


# The wire


def _sent(request: urllib.request.Request, timeout_s: float) -> Tuple[int, http.client.HTTPMessage, bytes]:
    try:
        with urllib.request.urlopen(request, timeout=timeout_s) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def _patiently(
    send: Callable[[], Tuple[int, http.client.HTTPMessage, bytes]], is_repeatable: bool
) -> Tuple[int, http.client.HTTPMessage, bytes]:
    """What is refused for now (429, 503) is sent again, as late as the other side says; lost connections count only
    where the request may be repeated."""
    for attempt in range(1, _ATTEMPTS_MAX + 1):
        is_last = attempt == _ATTEMPTS_MAX
        backoff_s = _FIRST_WAIT_S * 2 ** (attempt - 1) * (0.5 + random.random())
        try:
            status, headers, text = send()
        except (OSError, http.client.HTTPException):
            if is_last or not is_repeatable:
                raise
            time.sleep(backoff_s)
            continue
        if status < 400:
            return status, headers, text
        if is_last or status not in (429, 503):
            raise HypatiaProblem(status, _problem_of(headers, text))
        time.sleep(_asked_s(headers, backoff_s))
    raise AssertionError("the last attempt returns or raises")


def _problem_of(headers: http.client.HTTPMessage, text: bytes) -> Mapping[str, Any]:
    """What is no problem document (S3's XML, a proxy's page) becomes the detail."""
    if re.match(r"application/(problem\+)?json\b", headers.get("Content-Type", "")):
        return json.loads(text)
    return {"detail": text.decode(errors="replace")[:_EXCERPT_LENGTH]}


def _asked_s(headers: http.client.HTTPMessage, backoff_s: float) -> float:
    """Retry-After: seconds, or a date."""
    text = headers.get("Retry-After", "")
    if re.fullmatch(r"\d{1,9}(\.\d+)?", text):
        return min(_WAIT_S_MAX, float(text))
    try:
        left_s = email.utils.parsedate_to_datetime(text).timestamp() - time.time()
    except (TypeError, ValueError):
        return backoff_s
    return min(_WAIT_S_MAX, max(0.0, left_s))


def _pages(
    client: Hypatia, path: str, asked: Mapping[str, Any], items: Callable[[Row], Iterator[Row]]
) -> Iterator[Row]:
    page = client.call("GET", path, query=asked)
    while True:
        yield from items(page)
        if page["next"] is None:
            return
        page = client.call("GET", path, query={**asked, "cursor": page["next"]})


def _quoted(name: str) -> str:
    return urllib.parse.quote(name, safe="")


# Files


def _opened(content: Content) -> BinaryIO:
    if isinstance(content, bytes):
        return io.BytesIO(content)
    if isinstance(content, (str, os.PathLike)):
        return open(content, "rb")
    return _Borrowed(content)  # type: ignore[return-value]


class _Borrowed:
    """An open file of the caller's, which stays open."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __enter__(self) -> "_Borrowed":
        return self

    def __exit__(self, *_: object) -> None:
        return None


def _name_of(content: Content) -> str:
    if isinstance(content, (str, os.PathLike)):
        return os.path.basename(os.fspath(content))
    name = getattr(content, "name", "")
    return os.path.basename(name) if isinstance(name, str) else ""


def _digest_of(stream: BinaryIO) -> Tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in iter(lambda: stream.read(_CHUNK_BYTES), b""):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


# Values


def _json_of(value: Any) -> Any:
    """Times and exact numbers as the API takes them: ISO 8601, digits."""
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _records(page: Row) -> Iterator[Row]:
    names = [column["name"] for column in page["columns"]]
    readers = [_reader_of(column["type"]) for column in page["columns"]]
    for row in page["rows"]:
        yield {name: _read(reader, value) for name, reader, value in zip(names, readers, row)}


Reader = Callable[[Any], Any]


def _read(reader: Reader, value: Any) -> Any:
    """What Python cannot hold (a day after the year 9999) stays as it was written."""
    if value is None:
        return None
    try:
        return reader(value)
    except (ValueError, ArithmeticError, zoneinfo.ZoneInfoNotFoundError):
        return value


def _reader_of(type_name: str) -> Reader:
    """By the column's type as Athena or Glue names it: ``bigint``, ``decimal(9,2)``, ``array<struct<a:date>>``."""
    nested = re.fullmatch(r"(array|map|struct)<(.*)>", type_name, re.DOTALL)
    if nested is None:
        return _READERS.get(type_name.split("(")[0], _same)
    kind, inner = nested.groups()
    parts = _split(inner)
    if kind == "array":
        item = _reader_of(inner)
        return lambda value: [_read(item, each) for each in value]
    if kind == "map":
        item = _reader_of(parts[-1])
        return lambda value: {key: _read(item, each) for key, each in value.items()}
    fields = {name: _reader_of(of) for name, _, of in (part.partition(":") for part in parts)}
    return lambda value: {name: _read(fields.get(name, _same), each) for name, each in value.items()}


def _split(text: str) -> List[str]:
    """At the commas that are in no brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "<(") - (character in ">)")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _same(value: Any) -> Any:
    return value


def _time(text: str) -> Any:
    """``2026-01-31 12:00:00.000``, with a T, with Z, an offset or the name of a zone behind it."""
    moment = re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)? ?(.*)", text)
    if moment is None:
        raise ValueError(text)
    day, clock, fraction, zone = moment.groups()
    plain = datetime.datetime.fromisoformat(f"{day}T{clock}.{(fraction or '').ljust(6, '0')}")
    if not zone:
        return plain
    if re.fullmatch(r"[+-]\d\d:\d\d", zone):
        return datetime.datetime.fromisoformat(f"{plain.isoformat()}{zone}")
    utc = zone in ("Z", "UTC")
    return plain.replace(tzinfo=datetime.timezone.utc if utc else zoneinfo.ZoneInfo(zone))


def _bytes(text: str) -> bytes:
    """Base64: rows write so; results of queries are pairs of hexadecimal digits, a space between them."""
    return base64.b64decode(text, validate=True)


_READERS: Dict[str, Reader] = {
    **{name: int for name in ("tinyint", "smallint", "int", "integer", "bigint")},
    **{name: float for name in ("float", "real", "double")},
    "decimal": Decimal,
    "date": datetime.date.fromisoformat,
    **{name: _time for name in ("timestamp", "timestamp with time zone")},
    "binary": _bytes,
    "varbinary": bytes.fromhex,
}
