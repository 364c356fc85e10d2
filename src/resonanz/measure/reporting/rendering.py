"""Reports as HTML and as tagged PDF (PDF/UA-1).

What a reader would get wrong: the fetcher hands out nothing but our own bundles. A report can name no other file of
the machine and no address of the network, whatever stands in it.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from resonanz.core.report import Content
from resonanz.measure.reporting.document import document, embedded
from resonanz.measure.reporting.drawing import Bundles, Draughtsman
from resonanz.measure.reporting.words import Speech


class Renderer:
    """Render reports; `address` is where Resonanz is reached."""

    def __init__(self, bundles: Bundles, address: str = "") -> None:
        self._bundles = bundles
        self._address = address

    def html(self, content: Content, lang: str) -> str:
        """Return a report as a document that needs no other file."""
        speech = Speech(lang)
        picture = embedded(Draughtsman(self._bundles), speech)
        return document(content, speech, style=self._inline_style(), picture=picture, address=self._address)

    def mail(self, content: Content, lang: str) -> str:
        """Return a report as the body of a mail: its charts in words, as mail programs show no SVG."""
        return document(content, Speech(lang), style=self._inline_style(), picture=None, address=self._address)

    def pdf(self, content: Content, lang: str) -> bytes:
        """Return a report as PDF/UA-1; the same report gives the same bytes."""
        import weasyprint  # noqa: PLC0415  loads Pango, which only this needs

        speech = Speech(lang)
        style = self._bundles.path("report.css")
        link = f'<link rel="stylesheet" href="{style.as_uri()}">'
        picture = embedded(Draughtsman(self._bundles), speech)
        text = document(content, speech, style=link, picture=picture, address=self._address)
        page = weasyprint.HTML(string=text, url_fetcher=own_files(self._bundles.directory))
        identifier = sha256(text.encode()).digest()[:16]
        made: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
        return made

    def _inline_style(self) -> str:
        """Return the stylesheet without its fonts: a mail or a saved page takes those of whoever reads it."""
        rules = self._bundles.path("report.css").read_text("utf-8")
        while (start := rules.find("@font-face{")) >= 0:
            rules = rules[:start] + rules[rules.index("}", start) + 1 :]
        return f"<style>{rules}</style>"


def own_files(directory: Path) -> Any:  # noqa: ANN401  the library's protocol has no name
    """Return a fetcher that gives what is embedded, and files of one directory; anything else raises ValueError."""
    import weasyprint  # noqa: PLC0415

    class OwnFiles(weasyprint.URLFetcher):  # type: ignore[misc]  # the library has no types
        """Fetch our own files."""

        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ANN401
            """Return what lies at an address; raise ValueError where it is not ours."""
            parts = urlsplit(url)
            if parts.scheme != "data":
                path = Path(unquote(parts.path)).resolve()
                if parts.scheme != "file" or parts.netloc or not path.is_relative_to(directory.resolve()):
                    raise ValueError("A report takes nothing from elsewhere.")
            return super().fetch(url, headers)

    return OwnFiles(allowed_protocols=("data", "file"), allow_redirects=False)
