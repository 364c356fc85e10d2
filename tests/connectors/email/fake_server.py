"""A mail server in memory: the words of IMAP and SMTP as Dovecot and Postfix were heard to say them.

What a test wants to go wrong goes wrong in the answer to one command: a status becomes the refusal that mail servers
know for it, an exception what the line would do.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx2

from resonanz.connect.contract import Config, Connection, Env
from resonanz.connect.replay import Asked, Given, Server
from resonanz.connectors.email import CONNECTOR
from resonanz.core.clock import FixedClock

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ADDRESS = "service@velofjord.example"
PASSWORD = "a-password-that-nobody-must-see"
SETTINGS: dict[str, object] = {
    "address": ADDRESS,
    "sender": "Velofjord",
    "imap": "imap.velofjord.example",
    "smtp": "smtp.velofjord.example",
    "smtp_security": "tls",
    "days": "365",
}

_REFUSALS = {
    301: b"NO [NONEXISTENT] moved",
    400: b"BAD Error in IMAP command",
    401: b"NO [AUTHENTICATIONFAILED] Authentication failed.",
    403: b"NO [NOPERM] Permission denied",
    404: b"NO [NONEXISTENT] Mailbox doesn't exist",
    410: b"NO [NONEXISTENT] Mailbox doesn't exist",
    429: b"NO [LIMIT] Rate limit hit.",
    500: b"NO [SERVERBUG] Internal error occurred.",
    503: b"NO [UNAVAILABLE] Temporary failure",
}
_COUNTED = ("AUTHENTICATE", "LOGIN", "UID")
"""Commands that stand for a request; the others are the ceremony around them."""


class SilentLog:
    """Take log lines and keep none."""

    def info(self, event: str, **values: object) -> None: ...

    def warning(self, event: str, **values: object) -> None: ...


@dataclass
class Stored:
    """Be one mail in a folder."""

    uid: int
    mail: bytes
    received: str = "26-Oct-2026 10:00:00 +0000"
    flags: set[str] = field(default_factory=set)


@dataclass
class Box:
    """Be one folder."""

    mails: list[Stored] = field(default_factory=list)
    validity: int = 1_700_000_000
    next: int = 1

    def put(self, mail: bytes, *, flags: set[str] | None = None, received: str = "26-Oct-2026 10:00:00 +0000") -> int:
        uid, self.next = self.next, self.next + 1
        self.mails.append(Stored(uid, mail.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), received, flags or set()))
        return uid


@dataclass
class Post:
    """Be the mailbox and the way out; every switch is something a real server does."""

    boxes: dict[str, Box] = field(default_factory=lambda: {"INBOX": Box(), "Sent": Box()})
    outgoing: list[bytes] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    smtp_codes: dict[str, int] = field(default_factory=dict)
    """What the server for sending answers to a command other than that it is well."""
    smtp_cut_after: str = ""
    """The command after which its line is cut without an answer; `.` is the end of the mail."""
    keeps_sent: bool = False
    tells_uids: bool = True
    password: str = PASSWORD
    selected: str = ""

    def answer(self, asked: Asked) -> Given:
        """Answer an IMAP command: the untagged lines are the body."""
        line = asked.body.decode("utf-8", "replace").rstrip("\r\n")
        verb, _, rest = line.partition(" ")
        return getattr(self, f"_{verb.lower()}")(rest)

    def messages(self, url: str) -> tuple[str, ...]:
        return ()

    def _capability(self, rest: str) -> Given:
        return Given(body=b"* CAPABILITY IMAP4rev1 SASL-IR LITERAL+ UIDPLUS SPECIAL-USE AUTH=PLAIN\r\n")

    def _authenticate(self, rest: str) -> Given:
        return Given() if self.password == PASSWORD else Given(status=401)

    def _logout(self, rest: str) -> Given:
        return Given(body=b"* BYE Logging out\r\n")

    def _list(self, rest: str) -> Given:
        rows = [f'* LIST (\\{"Sent" if name == "Sent" else "HasNoChildren"}) "/" "{name}"' for name in self.boxes]
        rows.append('* LIST (\\Noselect \\HasChildren) "/" "Gel&APY-scht"')
        return Given(body="".join(f"{row}\r\n" for row in rows).encode())

    def _examine(self, rest: str) -> Given:
        name = rest.strip('"')
        if name not in self.boxes:
            return Given(status=404)
        self.selected, box = name, self.boxes[name]
        told = (
            f"* {len(box.mails)} EXISTS\r\n* OK [UIDVALIDITY {box.validity}] UIDs valid\r\n"
            f"* OK [UIDNEXT {box.next}] Predicted next UID\r\n"
        )
        return Given(body=told.encode())

    _select = _examine

    def _append(self, rest: str) -> Given:
        named = re.match(r'"([^"]+)" \(([^)]*)\) ', rest)
        assert named, rest
        mail = rest[named.end() :].partition("\n")[2].encode("utf-8", "surrogateescape")
        uid = self.boxes[named[1]].put(mail, flags=set(named[2].split()))
        return Given(headers={"code": f"[APPENDUID {self.boxes[named[1]].validity} {uid}] "} if self.tells_uids else {})

    def _uid(self, rest: str) -> Given:
        verb, _, rest = rest.partition(" ")
        box = self.boxes[self.selected]
        return {"SEARCH": self._search, "FETCH": self._fetch, "STORE": self._store, "EXPUNGE": self._expunge}[verb](
            box, rest
        )

    def _search(self, box: Box, rest: str) -> Given:
        found = box.mails
        if ranged := re.fullmatch(r"UID (\d+):(\d+)", rest):
            # As the standard has it: the last mail is in every range that goes beyond it.
            first, last = int(ranged[1]), int(ranged[2])
            found = [one for one in found if first <= one.uid <= last or one is found[-1]]
        elif named := re.fullmatch(r'HEADER Message-ID "(.*)"', rest):
            found = [one for one in found if named[1].encode() in one.mail.partition(b"\r\n\r\n")[0]]
        return Given(body=f"* SEARCH {' '.join(str(one.uid) for one in found)}\r\n".encode())

    def _fetch(self, box: Box, rest: str) -> Given:
        said, _, what = rest.partition(" ")
        told = b""
        for place, one in enumerate(box.mails, 1):
            if str(one.uid) not in said.split(","):
                continue
            if "BODY" in what:
                mail = one.mail if "<" not in what else one.mail[:300_000]
                told += b"* %d FETCH (UID %d BODY[] {%d}\r\n%b)\r\n" % (place, one.uid, len(mail), mail)
            else:
                flags = " ".join(sorted(one.flags))
                told += (
                    f'* {place} FETCH (UID {one.uid} RFC822.SIZE {len(one.mail)} INTERNALDATE "{one.received}" '
                    f"FLAGS ({flags}))\r\n"
                ).encode()
        return Given(body=told)

    def _store(self, box: Box, rest: str) -> Given:
        changed = re.fullmatch(r"([\d,]+) ([+-])FLAGS.SILENT \((.*)\)", rest)
        assert changed, rest
        for one in box.mails:
            if str(one.uid) in changed[1].split(","):
                one.flags = one.flags | {changed[3]} if changed[2] == "+" else one.flags - {changed[3]}
        return Given()

    def _expunge(self, box: Box, rest: str) -> Given:
        box.mails = [one for one in box.mails if str(one.uid) != rest or "\\Deleted" not in one.flags]
        return Given()


@dataclass
class Lines:
    """Be the dial to a server in memory; what counts as a request is noted in `asked`."""

    server: Server
    post: Post
    asked: list[Asked] = field(default_factory=list)

    def open(self, host: str, port: int, *, encrypted: bool, authority: str = "") -> Talk:
        assert encrypted
        if port == 465:
            return Talk(SmtpTalk(self.post), b"220 mx.velofjord.example ESMTP Postfix\r\n")
        return Talk(
            ImapTalk(self.server, self.asked, host), b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] Dovecot ready.\r\n"
        )


class Talk:
    """Be a line: what is sent goes to the one who answers, and the answer waits to be read."""

    def __init__(self, other: Callable[[bytes], bytes], greeting: bytes) -> None:
        self._other = other
        self._waiting = io.BytesIO(greeting)

    def encrypt(self) -> Talk:
        return self

    def sendall(self, said: bytes) -> None:
        at = self._waiting.tell()
        answer = self._other(bytes(said))
        self._waiting.seek(0, io.SEEK_END)
        self._waiting.write(answer)
        self._waiting.seek(at)

    def makefile(self, mode: str = "rb") -> io.BytesIO:
        return self._waiting

    def shutdown(self, how: int) -> None: ...

    def close(self) -> None: ...


class ImapTalk:
    """Answer IMAP commands through a server that may fail, be slow or say something wrong."""

    def __init__(self, server: Server, asked: list[Asked], host: str) -> None:
        self._server = server
        self._asked = asked
        self._host = host
        self._literal: tuple[bytes, bytes, int] | None = None
        self._signing_in = self._token = b""

    def __call__(self, said: bytes) -> bytes:
        if self._signing_in:
            self._token += said  # the library ends the line in a packet of its own
            if not said.endswith(b"\r\n"):
                return b""
            tag, self._signing_in = self._signing_in, b""
            return self._done(tag, b"AUTHENTICATE PLAIN " + self._token)
        if self._literal is not None:
            return self._more(said)
        tag, _, line = said.partition(b" ")
        announced = re.search(rb" \{(\d+)\}\r\n$", line)
        if announced:
            self._literal = (tag, line, int(announced[1]))
            return b"+ OK\r\n"
        if line.startswith(b"AUTHENTICATE"):
            self._signing_in = tag
            return b"+ \r\n"
        return self._done(tag, line)

    def _more(self, said: bytes) -> bytes:
        assert self._literal is not None
        tag, line, left = self._literal
        self._literal = (tag, line + said, left - len(said))
        if self._literal[2] >= 0:  # the end of the line follows the literal
            return b""
        whole, self._literal = self._literal[1], None
        return self._done(tag, whole)

    def _done(self, tag: bytes, line: bytes) -> bytes:
        verb = line.split(b" ", 1)[0].strip().decode()
        asked = Asked(method=verb, url=f"imap://{self._host}/{verb}", headers={}, body=line)
        if verb not in _COUNTED:
            return self._plain(tag, asked)
        self._asked.append(asked)
        return self._said(tag, asked, self._server)

    def _plain(self, tag: bytes, asked: Asked) -> bytes:
        inner = self._server
        while hasattr(inner, "server"):  # the ceremony around a request goes well whatever happens to requests
            inner = inner.server
        if not isinstance(inner, Post):
            inner = Post()
        return self._said(tag, asked, inner)

    def _said(self, tag: bytes, asked: Asked, server: Server) -> bytes:
        try:
            given = server.answer(asked)
        except httpx2.TimeoutException:
            raise TimeoutError from None
        except httpx2.ConnectError:
            raise ConnectionResetError from None
        except httpx2.RemoteProtocolError:
            return b"* BYE\r\n"
        if given.status != 200:
            return tag + b" " + _REFUSALS[given.status] + b"\r\n"
        body = given.body if given.body.endswith(b"\r\n") or not given.body else given.body + b"\r\n"
        return body + tag + b" OK " + given.headers.get("code", "").encode() + b"done.\r\n"


class SmtpTalk:
    """Take mails in as Postfix does."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._mail: bytes | None = None

    def __call__(self, said: bytes) -> bytes:
        if self._mail is not None:
            return self._taken(said)
        verb = said.split(b" ", 1)[0].strip().upper().decode()
        self._post.spoken.append(said.decode().strip())
        if self._post.smtp_cut_after == verb:
            raise ConnectionResetError
        if verb in self._post.smtp_codes:
            return f"{self._post.smtp_codes[verb]} refused\r\n".encode()
        if verb == "EHLO":
            return b"250-mx.velofjord.example\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 50000000\r\n"
        if verb == "AUTH":
            return b"235 2.7.0 Authentication successful\r\n"
        if verb == "DATA":
            self._mail = b""
            return b"354 End data with <CR><LF>.<CR><LF>\r\n"
        return b"221 2.0.0 Bye\r\n" if verb == "QUIT" else b"250 2.1.0 Ok\r\n"

    def _taken(self, said: bytes) -> bytes:
        assert self._mail is not None
        self._mail += said
        if not self._mail.endswith(b"\r\n.\r\n"):
            return b""
        mail, self._mail = self._mail.removesuffix(b".\r\n"), None
        if "." in self._post.smtp_codes:
            return f"{self._post.smtp_codes['.']} refused\r\n".encode()
        self._post.outgoing.append(re.sub(rb"(?m)^\.", b"", mail))
        if self._post.keeps_sent:
            self._post.boxes["Sent"].put(self._post.outgoing[-1], flags={"\\Seen"})
        if self._post.smtp_cut_after == ".":
            raise ConnectionResetError
        return b"250 2.0.0 Ok: queued\r\n"


def opened(post: Post, *, clock: FixedClock | None = None, **settings: object) -> Connection:
    """Return a source on a mailbox in memory, freshly opened as every look does."""
    env = Env(http=None, clock=clock or FixedClock(NOW), log=SilentLog(), dial=Lines(post, post))  # type: ignore[arg-type]
    config = Config(source="post", settings={**SETTINGS, **settings}, secrets={"password": PASSWORD})
    return CONNECTOR.open(config, env)
