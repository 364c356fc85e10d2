"""Tries as companies write them down, to see whether those that are alike are found: self-written, from nobody.

Each theme is in one language: two ways in which it was tried before, then a new idea of the same theme. Themes lie
near one another on purpose (answering, prices, deliveries), and a few new ideas have no earlier try at all.
"""

from __future__ import annotations

THEMES = (
    # Answering quickly
    ("Antworten binnen einer Stunde auf Mastodon. Wer schnell eine Antwort bekommt, beschwert sich seltener erneut.",
     "Schneller antworten am Wochenende. Mit einer Bereitschaft am Samstag sinkt die Zahl erneuter Beschwerden.",
     "Antwortzeit halbieren: Wenn wir in 30 Minuten antworten, fragen weniger ein zweites Mal nach."),
    ("Answer within an hour on Mastodon. People who get a quick answer complain less often again.",
     "Faster answers at the weekend. A stand-in on Saturdays lowers repeated complaints.",
     "Halve the answer time: if we answer within 30 minutes, fewer people ask twice."),
    # Videos
    ("Kurze Videos zur Montage. Wenn jedes Rad ein Montagevideo hat, fragen weniger nach dem Zusammenbau.",
     "Montageanleitung als Film. Ein Film statt Papier senkt die Fragen zur Montage.",
     "Videoanleitungen für Ersatzteile, damit beim Einbau weniger Fragen kommen."),
    ("Short videos on assembly. If every bike has an assembly video, fewer people ask how to put it together.",
     "Assembly guide as a film. A film instead of paper lowers questions about assembly.",
     "Video guides for spare parts, so that fewer questions come up while fitting them."),
    # Price
    ("Preiserhöhung offen erklären. Wer die Gründe kennt, kritisiert den neuen Preis weniger.",
     "Preise im Voraus ankündigen. Vier Wochen Vorlauf dämpfen die Kritik am Preis.",
     "Den neuen Preis mit den Kosten erklären, damit die Kritik daran abnimmt."),
    ("Explain the price increase openly. Those who know the reasons criticise the new price less.",
     "Announce prices ahead. Four weeks of notice dampen criticism of the price.",
     "Explain the new price by its costs, so that criticism of it falls."),
    # Delivery
    ("Sendungsverfolgung in jeder Bestätigung. Mit dem Link fragt kaum jemand mehr, wo das Paket bleibt.",
     "Lieferverzug von selbst melden. Wer vorher Bescheid bekommt, fragt nicht nach dem Paket.",
     "Paketstatus per Nachricht schicken, damit weniger fragen, wo ihr Paket ist."),
    ("Tracking link in every confirmation. With the link hardly anybody asks where the parcel is.",
     "Report delays on our own. Those who hear before do not ask about the parcel.",
     "Send the parcel's state by message, so that fewer ask where their parcel is."),
    # A new channel
    ("Einen Kanal auf Bluesky eröffnen. Dort erreichen wir Menschen, die uns auf Mastodon nicht folgen.",
     "Forum mitlesen. Im Fahrradforum wird mehr über uns gesprochen als irgendwo sonst.",
     "Auf Bluesky mehr Menschen erreichen: zwei Beiträge in der Woche im neuen Kanal."),
    ("Open a channel on Bluesky. There we reach people who do not follow us on Mastodon.",
     "Listen in the forum. In the bicycle forum more is said about us than anywhere else.",
     "Reach more people on Bluesky: two posts a week in the new channel."),
    # App
    ("Absturz beim Bezahlen beheben. Ohne den Fehler in der App sinken die Beschwerden über die Kasse.",
     "Bezahlen in der App vereinfachen. Weniger Schritte an der Kasse, weniger Abbrüche und Fragen.",
     "Die Kasse der App neu bauen, damit das Bezahlen nicht mehr abstürzt."),
    ("Mend the crash at payment. Without the bug in the app complaints about the checkout fall.",
     "Simplify paying in the app. Fewer steps at the checkout, fewer aborted orders and questions.",
     "Rebuild the app's checkout, so that paying does not crash any more."),
    # Praise
    ("Lob weitererzählen. Wenn wir Kundenbilder teilen, loben uns mehr Menschen öffentlich.",
     "Bild der Woche. Wer gezeigt wird, spricht gut über uns und schickt weitere Bilder.",
     "Kundenbilder auf der Startseite teilen, damit uns mehr Menschen loben."),
    ("Pass praise on. If we share customers' pictures, more people praise us in public.",
     "Picture of the week. Those who are shown speak well of us and send more pictures.",
     "Share customers' pictures on the front page, so that more people praise us."),
    # Warranty
    ("Garantie in einfacher Sprache. Wer die Bedingungen versteht, streitet seltener über Garantiefälle.",
     "Garantiefall online melden. Ein Formular statt Briefen verkürzt Streit um die Garantie.",
     "Garantiebedingungen auf eine Seite kürzen, damit weniger darüber gestritten wird."),
    ("Warranty in plain language. Those who understand the terms argue less about warranty cases.",
     "Report a warranty case online. A form instead of letters shortens arguments about the warranty.",
     "Cut the warranty terms to one page, so that there is less arguing about them."),
)  # fmt: skip
NEW = (
    "Stellenanzeigen mit Gehalt veröffentlichen, damit sich mehr Menschen bewerben.",
    "Newsletter an Händler jeden zweiten Dienstag, damit sie mehr Helme bestellen.",
    "Plant a tree for each bicycle sold, and see whether our name is mentioned more.",
    "Close the phone line on Fridays and watch whether e-mail grows.",
    "Ein Stand auf der Messe in Köln, damit die Presse über uns schreibt.",
    "Pay commuters a bonus for each kilometre in the snow.",
)
"""Ideas that are like none of the earlier tries."""
