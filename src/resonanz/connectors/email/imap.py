"""One mailbox over IMAP: the few commands we need, on a line of ours, every failure turned into one of our errors.

The one thing a reader would get wrong: reading is EXAMINE and BODY.PEEK, so that a look changes nothing, not even
whether a mail counts as read. And the standard library's client stumbles over what a server should not have said in
more ways than it declares, so `talking` takes all of them for what they are: an answer in a foreign shape.
"""

from __future__ import annotations

import imaplib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from imap_tools.imap_utf7 import utf7_decode, utf7_encode

from resonanz.connect.contract import (
    AccessDenied,
    CredentialsRejected,
    Env,
    Line,
    Misconfigured,
    PayloadChanged,
    SourceGone,
    SourceTrouble,
    TryLater,
)
from resonanz.connect.failures import ours
from resonanz.connectors.email.settings import STARTTLS, Wishes

LARGEST: Final = 25_000_000
"""Bytes of a mail that is read whole; of a larger one the beginning is."""
BEGINNING: Final = 300_000

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LISTED: Final = re.compile(rb'\((?P<flags>[^)]*)\) (?:"(?:\\.|[^"])*"|NIL) (?P<name>.*)', re.DOTALL)
_UID: Final = re.compile(rb"\bUID (\d{1,10})")
_SIZE: Final = re.compile(rb"\bRFC822\.SIZE (\d{1,10})")
_RECEIVED: Final = re.compile(rb'\bINTERNALDATE "([^"]{1,40})"')
_FLAGS: Final = re.compile(rb"\bFLAGS \(([^)]*)\)")
_APPENDED: Final = re.compile(rb"\[APPENDUID \d{1,10} (\d{1,10})\]")
_CODE: Final = re.compile(rb"\[([A-Z-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Hold what a server says of a folder when it opens it."""

    name: str
    validity: int
    """Changes when the folder was made anew, and all its numbers with it."""
    next: int
    """The number that the next mail will have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Hold what is known of a mail before it is read."""

    uid: int
    size: int
    received: str
    flags: frozenset[str]


class Mailbox:
    """Be signed in to a mailbox; leave it with `with`."""

    def __init__(self, wishes: Wishes, env: Env) -> None:
        """Sign in; raise CredentialsRejected, Misconfigured, TryLater."""
        self._host = wishes.imap.host
        self._env = env
        self._wishes = wishes
        with self._talking("signing in"):
            self._client = _Client(wishes, env)
            try:
                self._sign_in(wishes)
                # A server tells strangers less of what it can do.
                self._abilities = b" ".join(self._done(self._client.capability(), TryLater)).upper().split()
            except BaseException:
                self.close()
                raise

    def __enter__(self) -> Mailbox:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(SourceTrouble), self._talking("signing out"):
            self._client.logout()
        self.close()

    def close(self) -> None:
        """Close the line, whatever state it is in."""
        with suppress(Exception):  # a broken line has nothing more to say
            self._client.shutdown()

    def open(self, name: str, *, writing: bool = False) -> Folder:
        """Open a folder; raise SourceGone when it is not there."""
        with self._talking(f"opening the folder {name}"):
            self._done(self._client.select(_quoted(name), readonly=not writing), SourceGone)
            validity, following = (self._number(kind) for kind in ("UIDVALIDITY", "UIDNEXT"))
        if validity is None or following is None:
            raise PayloadChanged(f"{self._host} does not number the mails of the folder {name}.")
        return Folder(name=name, validity=validity, next=following)

    def between(self, first: int, last: int) -> list[int]:
        """Return the numbers of the mails of a range, smallest first."""
        if last < first:
            return []
        return [uid for uid in self._search("UID", f"{first}:{last}") if first <= uid <= last]

    def since(self, day: date) -> list[int]:
        """Return the numbers of the mails that came in since a day, smallest first."""
        return self._search("SINCE", f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}")

    def named(self, message_id: str) -> list[int]:
        """Return the numbers of the mails with a Message-ID in the open folder, smallest first."""
        return self._search("HEADER", "Message-ID", _string(f"<{message_id}>"))

    def outlines(self, uids: Sequence[int]) -> list[Outline]:
        """Return what is known of these mails, as many as there still are, in order."""
        found = []
        for said, _ in self._fetch(uids, "(UID RFC822.SIZE INTERNALDATE FLAGS)"):
            uid, size, received = _UID.search(said), _SIZE.search(said), _RECEIVED.search(said)
            if uid is None or size is None:
                continue
            flags = _FLAGS.search(said)
            found.append(
                Outline(
                    uid=int(uid[1]),
                    size=int(size[1]),
                    received=received[1].decode("ascii", "replace") if received else "",
                    flags=frozenset(flags[1].decode("ascii", "replace").lower().split()) if flags else frozenset(),
                )
            )
        return sorted((one for one in found if one.uid in set(uids)), key=lambda one: one.uid)

    def mails(self, uids: Sequence[int], *, whole: bool = True) -> dict[int, bytes]:
        """Return the mails by number, as many as there still are; of each the beginning where not `whole`."""
        part = "BODY.PEEK[]" if whole else f"BODY.PEEK[]<0.{BEGINNING}>"
        found = {}
        for said, body in self._fetch(uids, f"(UID {part})"):
            uid = _UID.search(said)
            if uid is not None and body is not None and int(uid[1]) in uids:
                found[int(uid[1])] = body
        return found

    def mark(self, uids: Sequence[int], flag: str, *, on: bool = True) -> None:
        """Put a flag on mails of a folder that is open for writing, or take it off."""
        with self._talking("marking mails"):
            command = ("STORE", _set(uids), "+FLAGS.SILENT" if on else "-FLAGS.SILENT", f"({flag})")
            self._done(self._client.uid(*command), AccessDenied)

    def remove(self, uid: int) -> None:
        """Remove a copy of ours from the open folder; where the server cannot remove one alone, it stays marked."""
        self.mark([uid], "\\Deleted")
        if b"UIDPLUS" in self._abilities:
            with self._talking("removing a copy"):
                self._done(self._client.uid("EXPUNGE", str(uid)), AccessDenied)

    def append(self, folder: str, mail: bytes, flags: str) -> int | None:
        """Put a mail into a folder; return its number where the server tells it; raise AccessDenied or TryLater."""
        with self._talking(f"writing into the folder {folder}"):
            # The library writes no date only when it is given an empty one; the server then takes its own.
            said = self._done(self._client.append(_quoted(folder), flags, "", mail), AccessDenied)
        told = _APPENDED.search(said[0]) if said and isinstance(said[0], bytes) else None
        return int(told[1]) if told else None

    def folders(self) -> dict[str, frozenset[str]]:
        """Return the folders that can be opened, with their attributes in lower case."""
        with self._talking("listing the folders"):
            rows = self._done(self._client.list(), AccessDenied)
        found = {}
        for row in rows:
            said = b"".join(row) if isinstance(row, tuple) else row
            parts = _LISTED.match(said) if isinstance(said, bytes) else None
            if parts is None:
                continue
            flags = frozenset(parts["flags"].decode("ascii", "replace").lower().split())
            if "\\noselect" not in flags:
                found[_folder_name(parts["name"], literal=isinstance(row, tuple))] = flags
        return found

    def sent(self) -> str | None:
        """Return the folder of what was sent: as the settings say, as the server says, None where neither does."""
        if self._wishes.sent_folder:
            return self._wishes.sent_folder
        marked = [name for name, flags in self.folders().items() if "\\sent" in flags]
        return marked[0] if marked else None

    def _sign_in(self, wishes: Wishes) -> None:
        client = self._client
        try:
            if "AUTH=PLAIN" in client.capabilities:
                token = f"\0{wishes.user}\0{wishes.password}".encode()
                client.authenticate("PLAIN", lambda _: token)
            else:
                client.login(wishes.user, wishes.password)
        except UnicodeError:
            raise Misconfigured(f"{self._host} takes no user name or password with such characters.") from None
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as refused:
            raise _error_of(str(refused).encode("utf-8", "replace"), self._host, CredentialsRejected) from None

    def _number(self, kind: str) -> int | None:
        said = self._client.response(kind)[1][0]
        return int(said) if isinstance(said, bytes) and said.isdigit() and len(said) < 11 else None

    def _search(self, *criteria: str) -> list[int]:
        with self._talking("searching"):
            found = self._done(self._client.uid("SEARCH", *criteria), TryLater)
        numbers = b" ".join(part for part in found if isinstance(part, bytes)).split()
        return sorted({int(number) for number in numbers if number.isdigit() and len(number) < 11})

    def _fetch(self, uids: Sequence[int], what: str) -> Iterator[tuple[bytes, bytes | None]]:
        """Yield (what was said around it, the literal) for each mail."""
        if not uids:
            return
        with self._talking("fetching mails"):
            rows: list[Any] = self._done(self._client.uid("FETCH", _set(uids), what), TryLater)
        for index, row in enumerate(rows):
            if isinstance(row, tuple):
                after = rows[index + 1] if index + 1 < len(rows) and isinstance(rows[index + 1], bytes) else b""
                yield row[0] + b" " + after, row[1]
            elif isinstance(row, bytes) and row != b")":
                yield row, None

    def _done(self, answer: tuple[str, Any], refused: type[SourceTrouble]) -> list[Any]:
        kind, said = answer
        if kind == "OK":
            return list(said)
        sentence = said[0] if said and isinstance(said[0], bytes) else b""
        raise _error_of(sentence, self._host, refused)

    @contextmanager
    def _talking(self, doing: str) -> Iterator[None]:
        with talking(self._host, doing):
            yield


@contextmanager
def talking(host: str, doing: str) -> Iterator[None]:
    """Turn what the library raises into our errors; none repeats what was said, which may be a secret."""
    try:
        with ours(host):
            yield
    except SourceTrouble:
        raise
    except imaplib.IMAP4.abort:
        raise TryLater(f"{host} cut the connection while {doing}.") from None
    except (imaplib.IMAP4.error, ValueError, LookupError, TypeError, AttributeError, MemoryError):
        raise PayloadChanged(f"{host} answered in an unknown way while {doing}.") from None


class _Client(imaplib.IMAP4):
    """Be the library's client on a line of ours."""

    def __init__(self, wishes: Wishes, env: Env) -> None:
        if env.dial is None:
            raise Misconfigured("There is no line to mail servers here.")
        door = wishes.imap
        secured = door.security != STARTTLS
        self._line = env.dial.open(door.host, door.port, encrypted=secured, authority=wishes.authority)
        try:
            super().__init__(door.host, door.port)
            if not secured:
                self.starttls(_Encrypting())  # all that the library calls is `wrap_socket`
        except BaseException:
            self._line.close()
            raise

    def _create_socket(self, timeout: float | None) -> Line:  # noqa: ARG002 - a line has time-outs of its own
        return self._line

    def read(self, size: int) -> bytes:
        """Read a literal, unless its announced length is absurd: the library would make room for it at once."""
        if size > 2 * LARGEST:
            raise self.error("a literal of absurd length")
        return super().read(size)


class _Encrypting:
    """Stand where the library expects a context: the line itself knows whom to trust."""

    def wrap_socket(self, line: Line, **_: object) -> Line:
        return line.encrypt()


def _error_of(said: bytes, host: str, otherwise: type[SourceTrouble]) -> SourceTrouble:
    """Return what a refusal means, by the codes of RFC 5530."""
    code = _CODE.search(said)
    match code[1] if code else b"":
        case b"AUTHENTICATIONFAILED" | b"AUTHORIZATIONFAILED" | b"EXPIRED":
            return CredentialsRejected(f"{host} does not accept the user name or the password.")
        case b"NOPERM" | b"CONTACTADMIN" | b"PRIVACYREQUIRED":
            return AccessDenied(f"{host} does not allow this account to do that.")
        case b"NONEXISTENT" | b"TRYCREATE":
            return SourceGone(f"{host} has no such folder.")
        case b"UNAVAILABLE" | b"INUSE" | b"LIMIT" | b"SERVERBUG":
            return TryLater(f"{host} is not available now.")
        case b"OVERQUOTA":
            return AccessDenied(f"The mailbox on {host} is full.")
        case _:
            return otherwise(_SENTENCES[otherwise].format(host=host))


_SENTENCES: Final[dict[type[SourceTrouble], str]] = {
    CredentialsRejected: "{host} does not accept the user name or the password.",
    AccessDenied: "{host} does not allow that.",
    SourceGone: "{host} has no such folder.",
    TryLater: "{host} refused what it was asked.",
}


def _set(uids: Sequence[int]) -> str:
    return ",".join(map(str, uids))


def _string(said: str) -> str:
    return '"' + said.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _quoted(folder: str) -> Any:  # noqa: ANN401 - the library takes bytes and declares text
    if any(ord(sign) < 32 for sign in folder):
        raise Misconfigured("The name of a folder holds impossible characters.")
    name = utf7_encode(folder).replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    return (b'"' + name + b'"').decode("ascii")


def _folder_name(said: bytes, *, literal: bool) -> str:
    name = said.strip() if not literal else said.partition(b"}")[2] or said
    if name[:1] == b'"' and name[-1:] == b'"':
        name = name[1:-1].replace(b'\\"', b'"').replace(b"\\\\", b"\\")
    try:
        return utf7_decode(name)
    except (UnicodeError, ValueError):
        return name.decode("utf-8", "replace")
