"""What a person says about a webhook source.

The one thing a reader would get wrong: there are two directions with a secret each. Who sends to us signs with
`secret` (or with the former one, as long as it is valid); what we send is signed with `answer_secret`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from resonanz.connect.contract import Config, Form, Misconfigured, Setting
from resonanz.connect.payload import web_address
from resonanz.connect.signing import checked_secret
from resonanz.core.errors import InputRejected

SECRET: Final = "secret"
FORMER: Final = "former_secret"
ANSWER_SECRET: Final = "answer_secret"

SETTINGS: Final = (
    Setting(
        name="channel",
        form=Form.TEXT,
        label={"de": "Kanal", "en": "Channel"},
        help={
            "de": "Wie der Kanal heißt, wenn eine Meldung keinen nennt: Kleinbuchstaben, etwa forum.",
            "en": "What the channel is called where a message names none: lower case, for example forum.",
        },
        example="forum",
    ),
    Setting(
        name=SECRET,
        form=Form.SECRET,
        label={"de": "Geheimnis", "en": "Secret"},
        help={
            "de": "Leer lassen und danach auf der Seite der Quelle eines machen, oder das des Absenders eintragen "
            "(whsec_…).",
            "en": "Leave empty and make one on the source's page afterwards, or enter the sender's (whsec_…).",
        },
    ),
    Setting(
        name=FORMER,
        form=Form.SECRET,
        label={"de": "Früheres Geheimnis", "en": "Former secret"},
        help={
            "de": "Gilt beim Wechsel neben dem neuen weiter, bis es auf der Seite der Quelle beendet wird.",
            "en": "Stays valid beside the new one during a change, until it is ended on the source's page.",
        },
    ),
    Setting(
        name="answer_url",
        form=Form.URL,
        label={"de": "Adresse für Antworten", "en": "Address for answers"},
        help={
            "de": "Dorthin wird jede freigegebene Antwort geschickt, signiert. Leer: Es kann nicht geantwortet werden.",
            "en": "Each approved answer is sent there, signed. Empty: nothing can be answered.",
        },
        example="https://forum.example/hooks/answers",
    ),
    Setting(
        name=ANSWER_SECRET,
        form=Form.SECRET,
        label={"de": "Geheimnis für Antworten", "en": "Secret for answers"},
        help={
            "de": "Mit ihm werden Antworten signiert (whsec_…).",
            "en": "Answers are signed with it (whsec_…).",
        },
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Say who may send, and where answers go."""

    channel: str
    secrets: tuple[str, ...]
    """Those that are valid, the newest first."""
    answer_url: str
    """Empty where nothing can be answered."""
    answer_secret: str


def read_wishes(config: Config) -> Wishes:
    """Return the settings as we use them; raise Misconfigured with the remedy when they cannot work."""
    given = [config.secrets.get(name, "").strip() for name in (SECRET, FORMER)]
    url = str(config.settings.get("answer_url") or "").strip()
    answer_secret = config.secrets.get(ANSWER_SECRET, "").strip()
    if url and web_address(url) is None:
        raise Misconfigured("The address for answers is not one: it looks like https://forum.example/answers.")
    if url and not answer_secret:
        raise Misconfigured("Answers are signed: enter a secret for them.")
    try:
        secrets = tuple(dict.fromkeys(checked_secret(one) for one in given if one))
        return Wishes(
            channel=str(config.settings.get("channel") or "").strip(),
            secrets=secrets,
            answer_url=url,
            answer_secret=checked_secret(answer_secret) if answer_secret else "",
        )
    except InputRejected as trouble:
        raise Misconfigured(f"{trouble.args[0]} {trouble.remedy}") from None
