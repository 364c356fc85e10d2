"""Those whom the example's broken update hit: many people, each in their own words, put together from a few phrases.

`surge.tsv` holds what was said by those who are worth reading; these are the crowd behind them, so that the day is a
surge of voices and no few that repeat themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

BEGINNINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "de": (
        "Display gesperrt, mitten auf der Brücke.",
        "Mein Velofjord zeigt seit heute früh nur ein Schloss.",
        "Kita, Regen, und das Lastenrad will nicht mehr.",
        "Seit dem Update 4.2 geht an meinem Fjord One gar nichts.",
        "Drei Neustarts später: immer noch gesperrt.",
        "Nachbarin und ich stehen beide vor toten Displays.",
        "Werkstatt sagt, sie hat heute schon elf davon gesehen.",
        "Wegfahrsperre an, Besitzerin ratlos.",
    ),
    "en": (
        "Display locked in the middle of the bridge.",
        "My Velofjord has shown nothing but a padlock since dawn.",
        "School run, rain, and the cargo bike refuses to move.",
        "Since update 4.2 my Fjord One is a very heavy statue.",
        "Three reboots later: still locked.",
        "Both bikes in our yard are dead, same error 17.",
        "The shop says it has seen eleven of these before lunch.",
        "Immobiliser on, owner stranded.",
    ),
}
MIDDLES: Final[Mapping[str, tuple[str, ...]]] = {
    "de": (
        "Wer spielt so etwas an einem Werktag aus?",
        "Die App stürzt beim Entsperren ab.",
        "In der Warteschleife läuft seit vierzig Minuten Musik.",
        "Ich habe das Rad jetzt nach Hause geschoben.",
        "Termin verpasst, Laune im Keller.",
        "Fehler 17 steht in keiner Anleitung.",
        "Ohne Vorwarnung, ohne Weg zurück.",
    ),
    "en": (
        "Who ships this on a weekday?",
        "The app crashes whenever I try to unlock it.",
        "Forty minutes of hold music so far.",
        "I ended up pushing it home.",
        "Missed my appointment, thanks a lot.",
        "Error 17 is in no manual I can find.",
        "No warning and no way back.",
    ),
}
ENDS: Final[Mapping[str, tuple[str, ...]]] = {
    "de": (
        "@velofjord, was ist da los?",
        "Velofjord, bitte meldet euch.",
        "Das kann doch nicht euer Ernst sein, Velofjord.",
        "So verliert Velofjord einen Kunden.",
        "Velofjord schweigt dazu.",
    ),
    "en": (
        "@velofjord, what is going on?",
        "Velofjord, please say something.",
        "You cannot be serious, Velofjord.",
        "That is how Velofjord loses a customer.",
        "Silence from Velofjord.",
    ),
}
