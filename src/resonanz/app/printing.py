"""A report's PDF and page as files in the home directory: rendered once by a job, then only handed out.

They can be made again from the archived report at any time, so a backup leaves them out. What a reader would get wrong:
a file lies in its place only when it is whole.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from resonanz.app.house import House
    from resonanz.core.report import Report, ReportId

DIRECTORY: Final = "reports"
PDF: Final = "pdf"
HTML: Final = "html"
FORMS: Final = (PDF, HTML)


def print_out(home: House, report: Report) -> None:
    """Render a report as files; raise StoreUnavailable where what draws was not built."""
    assert report.id is not None
    rendered = {
        HTML: home.renderer.html(report.content, report.lang).encode(),
        PDF: home.renderer.pdf(report.content, report.lang),
    }
    (home.settings.home / DIRECTORY).mkdir(mode=0o700, exist_ok=True)
    for form, content in rendered.items():
        whole = _path(home, report.id, form)
        aside = whole.with_suffix(f".{form}.part")
        aside.write_bytes(content)
        aside.replace(whole)


def printed(home: House, report: ReportId, form: str) -> bytes | None:
    """Return a report's file; None where it is not rendered yet."""
    try:
        return _path(home, report, form).read_bytes()
    except FileNotFoundError:
        return None


def is_printed(home: House, report: ReportId) -> bool:
    """Tell whether a report's files are there."""
    return all(_path(home, report, form).exists() for form in FORMS)


def discard(home: House, report: ReportId) -> None:
    """Remove a report's files."""
    for form in FORMS:
        _path(home, report, form).unlink(missing_ok=True)


def _path(home: House, report: ReportId, form: str) -> Path:
    return home.settings.home / DIRECTORY / f"{report}.{form}"
