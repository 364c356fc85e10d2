"""Handing a mail in at a server: encrypted, signed in, and always knowing how far it got.

The one thing a reader would get wrong: which failure means that nothing was sent. Until the final dot of the mail the
server has taken nothing, and a refusal of it is a fact. After it, only the server's answer tells; a line that breaks
there leaves nobody knowing, and that is said rather than tried again.
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from resonanz.connect.contract import (
    CredentialsRejected,
    Env,
    Line,
    Misconfigured,
    PayloadChanged,
    PublishRefused,
    PublishUncertain,
    SourceTrouble,
    TryLater,
)
from resonanz.connect.failures import ours
from resonanz.connectors.email.settings import STARTTLS, Door, Wishes

_LATER: Final = range(400, 500)


class Submission:
    """Be signed in at the server for sending; leave it with `with`."""

    def __init__(self, wishes: Wishes, door: Door, env: Env) -> None:
        """Sign in; raise CredentialsRejected, Misconfigured, TryLater."""
        self._host = door.host
        if env.dial is None:
            raise Misconfigured("There is no line to mail servers here.")
        self._line = env.dial.open(
            door.host, door.port, encrypted=door.security != STARTTLS, authority=wishes.authority
        )
        try:
            self._client = _Client(self._line, wishes.address.rpartition("@")[2])
            with self._talking():
                self._greet(door)
                self._client.login(wishes.user, wishes.password)
        except BaseException:
            self._line.close()
            raise

    def __enter__(self) -> Submission:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(SourceTrouble), self._talking():
            self._client.quit()
        self._line.close()

    def address(self, sender: str, recipient: str) -> None:
        """Name sender and recipient; raise PublishRefused or TryLater."""
        with self._talking():
            self._settled(*self._client.mail(sender))
            self._settled(*self._client.rcpt(recipient))

    def send(self, mail: bytes) -> None:
        """Hand in the mail; raise PublishRefused or TryLater if it was not taken, PublishUncertain if nobody knows."""
        lines = mail.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n").split(b"\n")
        stuffed = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)
        with self._talking():
            self._settled(*self._client.docmd("DATA"), wanted=354)
        try:
            with self._talking():
                self._client.send(stuffed + b"\r\n.\r\n")
                answer = self._client.getreply()
        except SourceTrouble:
            raise PublishUncertain(
                f"{self._host} did not say whether it took the mail: look among what was sent, or ask the recipient."
            ) from None
        self._settled(*answer)

    def _greet(self, door: Door) -> None:
        code, _ = self._client.connect(door.host, door.port)
        self._settled(code, b"", wanted=220)
        if door.security == STARTTLS:
            self._client.starttls(context=_Encrypting())  # type: ignore[call-overload]  # it calls `wrap_socket`

    def _settled(self, code: int, _: bytes, *, wanted: int = 250) -> None:
        if code == wanted or (wanted == 250 and 250 <= code < 260):
            return
        if code in _LATER:
            raise TryLater(f"{self._host} does not take the mail now ({code}).")
        raise PublishRefused(f"{self._host} refused the mail ({code}): the address, the sender or its size.")

    @contextmanager
    def _talking(self) -> Iterator[None]:
        with ours(self._host), _understood(self._host):
            yield


@contextmanager
def _understood(host: str) -> Iterator[None]:
    """Turn what the library raises into our errors; none repeats what was said, which may be a secret.

    All of its exceptions are errors of the operating system by descent, so they must be told apart before those are.
    """
    try:
        yield
    except smtplib.SMTPAuthenticationError as refused:
        if refused.smtp_code in _LATER:
            raise TryLater(f"{host} lets nobody sign in now.") from None
        raise CredentialsRejected(f"{host} does not accept the user name or the password.") from None
    except smtplib.SMTPNotSupportedError:
        raise Misconfigured(f"{host} offers no encryption or no sign-in on this port.") from None
    except smtplib.SMTPServerDisconnected:
        raise TryLater(f"{host} cut the connection.") from None
    except UnicodeError:
        raise Misconfigured(f"{host} takes no user name or password with such characters.") from None
    except (smtplib.SMTPException, ValueError, LookupError, TypeError, AttributeError):
        raise PayloadChanged(f"{host} answered in an unknown way while sending.") from None


class _Client(smtplib.SMTP):
    """Be the library's client on a line of ours."""

    def __init__(self, line: Line, domain: str) -> None:
        super().__init__(local_hostname=domain)
        self._line = line

    def _get_socket(self, host: str, port: int, timeout: float) -> Line:  # noqa: ARG002 - a line has its own
        return self._line


class _Encrypting:
    """Stand where the library expects a context: the line itself knows whom to trust."""

    def wrap_socket(self, line: Line, **_: object) -> Line:
        return line.encrypt()
