"""A real mail server on loopback: Postfix takes mails in, Dovecot keeps them, people read and write with plain IMAP.

Both come from Debian and are started in a folder of their own, on ports of their own; nothing of the machine's set-up
is read or changed. Postfix insists on being started by root and on being owned by its own users, so both must be
installed on the machine: `scripts/install-debian postfix dovecot-imapd dovecot-lmtpd`.
"""

from __future__ import annotations

import email
import email.policy
import imaplib
import os
import pwd
import re
import shutil
import signal
import smtplib
import socket
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from types import TracebackType

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.peers.servers.machine import (
    NOBODY,
    PeerMissingError,
    find_program,
    free_ports,
    is_root,
    run,
)
from tests.peers.servers.processes import ChildServer, until

DOMAIN = "example.test"
FOREIGN = "elsewhere.test"
"""Mail to it is taken and cannot be delivered, so the sender gets a report."""
PASSWORD = "pw-of-everybody"
PACKAGES = ("postfix", "dovecot-imapd", "dovecot-lmtpd")
_POSTFIX_FILES = Path("/usr/share/postfix")
_PROGRAMS = ("postfix", "dovecot")


class MailServer:
    """A server that lives while the `with` block does; everybody has a mailbox on it, and all the same password."""

    def __init__(self, *, logs: Path | None = None) -> None:
        self._logs = logs
        self.smtp, self.submission, self.imap, self.imaps = free_ports(4)

    def __enter__(self) -> MailServer:
        _require()
        with ExitStack() as starting:
            # Sockets of Postfix have long names: its folder must have a short one.
            self.home = Path(tempfile.mkdtemp(prefix="mail-"))
            starting.callback(shutil.rmtree, self.home, ignore_errors=True)
            self._lay_out()
            dovecot = ChildServer(
                "dovecot",
                ["/usr/sbin/dovecot", "-F", "-c", str(self.home / "dovecot.conf")],
                log=(self._logs or self.home) / f"dovecot-{self.imap}.log",
                directory=self.home,
            )
            starting.callback(dovecot.stop, 5)
            dovecot.wait_until(lambda: _listens(self.imaps), 20)
            starting.callback(self._stop_postfix)
            run(["postfix", "-c", str(self.home / "pf"), "start"], purpose="Postfix could not be started", seconds=60)
            until(lambda: _listens(self.smtp) and _listens(self.submission), 20, "Postfix listens")
            self._running = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    def person(self, name: str) -> Person:
        """Return somebody with a mailbox here, which comes into being with the first mail or the first look."""
        return Person(self, f"{name}@{DOMAIN}")

    @property
    def certificate(self) -> str:
        """Return the certificate that vouches for itself, as PEM."""
        return (self.home / "cert.pem").read_text()

    @contextmanager
    def switched_off(self) -> Iterator[None]:
        """Take no mail within; what is there can still be read."""
        self._stop_postfix()
        try:
            yield
        finally:
            run(["postfix", "-c", str(self.home / "pf"), "start"], purpose="Postfix could not be started", seconds=60)
            until(lambda: _listens(self.submission), 20, "Postfix listens")

    def _stop_postfix(self) -> None:
        pid = self.home / "pfq" / "pid" / "master.pid"
        with suppress(FileNotFoundError, ValueError, ProcessLookupError):
            os.kill(int(pid.read_text()), signal.SIGTERM)
        until(lambda: not _listens(self.submission), 20, "Postfix has ended")

    def _lay_out(self) -> None:
        self.home.chmod(0o755)
        postfix = pwd.getpwnam("postfix").pw_uid
        for folder, owner in (("pf", 0), ("pfq", 0), ("pfd", postfix), ("mail", NOBODY), ("run", 0)):
            (self.home / folder).mkdir()
            os.chown(self.home / folder, owner, -1)
        _certify(self.home)
        (self.home / "dovecot.conf").write_text(self._dovecot())
        (self.home / "pf" / "main.cf").write_text(self._postfix())
        (self.home / "pf" / "master.cf").write_text(self._services())
        for name in ("postfix-files", "dynamicmaps.cf"):
            with suppress(FileNotFoundError):
                shutil.copy(Path("/etc/postfix") / name, self.home / "pf" / name)

    def _dovecot(self) -> str:
        return f"""
base_dir = {self.home}/run
state_dir = {self.home}/run
log_path = /dev/stderr
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{self.home}/cert.pem
ssl_key = <{self.home}/key.pem
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{self.home}/mail/%u
mail_max_userip_connections = 100
first_valid_uid = 1
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={NOBODY} gid={NOBODY} home={self.home}/mail/%u allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    port = {self.imap}
  }}
  inet_listener imaps {{
    port = {self.imaps}
  }}
}}
service lmtp {{
  unix_listener {self.home}/pfq/lmtp {{
    mode = 0666
  }}
}}
service auth {{
  unix_listener {self.home}/pfq/auth {{
    mode = 0666
  }}
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    special_use = \\Sent
    auto = subscribe
  }}
}}
"""

    def _postfix(self) -> str:
        return f"""
compatibility_level = 3.6
queue_directory = {self.home}/pfq
data_directory = {self.home}/pfd
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.{DOMAIN}
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
maillog_file = {self.home}/postfix.log
maillog_file_prefixes = {self.home}
virtual_mailbox_domains = {DOMAIN}
virtual_mailbox_maps = static:ok
virtual_transport = lmtp:unix:{self.home}/pfq/lmtp
smtpd_tls_cert_file = {self.home}/cert.pem
smtpd_tls_key_file = {self.home}/key.pem
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {self.home}/pfq/auth
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_client_connection_rate_limit = 0
default_transport = nowhere
relayhost =
smtp_host_lookup = native
alias_maps =
"""

    def _services(self) -> str:
        told = (_POSTFIX_FILES / "master.cf.dist").read_text()
        told = re.sub(r"^smtp +inet.*$", f"127.0.0.1:{self.smtp} inet n - n - - smtpd", told, flags=re.MULTILINE)
        told = re.sub(r"^(\S+ +(?:inet|unix) +\S+ +\S+ +)y ", r"\1n ", told, flags=re.MULTILINE)
        if not re.search(r"^postlog", told, re.MULTILINE):
            told += "\npostlog unix-dgram n - n - 1 postlogd\n"
        return told + (
            "\nnowhere unix - n n - - pipe flags= user=nobody argv=/bin/false\n"
            f"127.0.0.1:{self.submission} inet n - n - - smtpd\n"
            "  -o smtpd_tls_security_level=encrypt\n"
            "  -o smtpd_sasl_auth_enable=yes\n"
            "  -o smtpd_client_restrictions=permit_sasl_authenticated,reject\n"
        )


class Person:
    """Somebody with a mailbox, who knows nothing of Resonanz and reads mail as every mail reader does."""

    def __init__(self, server: MailServer, address: str) -> None:
        self.address = address
        self.password = PASSWORD
        self._server = server

    def write(self, to: str, subject: str, text: str, **headers: str) -> str:
        """Send a mail and return its Message-ID."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.address, to, subject
        mail["Message-ID"] = make_msgid(domain="customer.test")
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        return self.send(mail)

    def send(self, mail: EmailMessage) -> str:
        """Deliver a mail to whomever it names and return its Message-ID."""
        with smtplib.SMTP("127.0.0.1", self._server.smtp, local_hostname="customer.test") as line:
            line.send_message(mail)
        return str(mail["Message-ID"])

    def deliver(self, raw: bytes, to: str) -> None:
        """Deliver bytes as they are."""
        with smtplib.SMTP("127.0.0.1", self._server.smtp, local_hostname="customer.test") as line:
            line.sendmail(self.address, [to], raw)

    def answer(self, mail: EmailMessage, text: str) -> str:
        """Answer a mail as mail programs do, quoting it, and return the Message-ID."""
        body = mail.get_body()
        quoted = "".join(f"> {line}\n" for line in (body.get_content() if body else "").splitlines())
        return self.write(
            str(mail["From"]),
            f"Re: {str(mail['Subject']).removeprefix('Re: ')}",
            f"{text}\n\nAm Mo., 23. Nov. 2026 um 10:11 Uhr schrieb {mail['From']}:\n\n{quoted}",
            In_Reply_To=str(mail["Message-ID"]),
            References=f"{mail['References'] or ''} {mail['Message-ID']}".strip(),
        )

    def search(self, *criteria: str, folder: str = "INBOX") -> list[EmailMessage]:
        """Return the mails that the server finds, oldest first."""
        with self.mailbox(folder) as box:
            numbers = box.uid("SEARCH", *criteria)[1][0].split()
            raw = [box.uid("FETCH", number.decode(), "(BODY.PEEK[])")[1][0][1] for number in numbers]
        found = [email.message_from_bytes(one, policy=email.policy.default) for one in raw]
        return [one for one in found if isinstance(one, EmailMessage)]

    def flags(self, *criteria: str, folder: str = "INBOX") -> list[str]:
        """Return the flags of the mails that the server finds."""
        with self.mailbox(folder) as box:
            numbers = box.uid("SEARCH", *criteria)[1][0].split()
            return [str(box.uid("FETCH", number.decode(), "(FLAGS)")[1][0]) for number in numbers]

    def thread(self) -> str:
        """Return how the server itself threads the inbox by references (RFC 5256)."""
        with self.mailbox("INBOX") as box:
            return bytes(box.uid("THREAD", "REFERENCES", "UTF-8", "ALL")[1][0]).decode()

    @contextmanager
    def mailbox(self, folder: str) -> Iterator[imaplib.IMAP4]:
        """Be signed in, with a folder open."""
        trust = ssl.create_default_context(cadata=self._server.certificate)
        box = imaplib.IMAP4_SSL("localhost", self._server.imaps, ssl_context=trust, timeout=20)
        try:
            box.login(self.address, self.password)
            box.select(folder)
            yield box
        finally:
            box.logout()


def _require() -> None:
    for program in _PROGRAMS:
        if find_program(program) is None and not Path("/usr/sbin", program).exists():
            raise PeerMissingError(f"A mail server needs {program}: scripts/install-debian {' '.join(PACKAGES)}.")
    if not is_root():
        raise PeerMissingError("Postfix must be started by root, and this run is not root's.")


def _listens(port: int) -> bool:
    with socket.socket() as one:
        one.settimeout(1)
        return one.connect_ex(("127.0.0.1", port)) == 0


def _certify(home: Path) -> None:
    """Write a key, and a certificate for localhost that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)  # noqa: TID251 - the servers look at the machine's clock
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (home / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (home / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
