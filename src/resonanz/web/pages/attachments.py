"""Files that hang on a mention, fetched from their source when somebody opens one.

The one thing a reader would get wrong: a stranger chose these bytes. They are never shown within our pages, only
handed over to be saved, under a type that no browser runs, and judged once more on the way.
"""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from resonanz.app.wiring import house
from resonanz.core.errors import NotFound
from resonanz.core.ids import MentionId
from resonanz.web.access import page


@page()
def attachment(request: HttpRequest, number: int) -> HttpResponse:
    """Hand over one file; what was refused when it was heard is not found."""
    name = MentionId(request.GET.get("id", ""))
    heard = house().archive.find([name]).get(name)
    offered = [one for one in heard.mention.attachments if one.number == number] if heard else []
    if heard is None or not offered or offered[0].refused:
        raise NotFound("There is no such file.")
    called, _, body = house().channels.attachment(heard.mention, number)
    answer = HttpResponse(body, content_type="application/octet-stream")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(called or f'attachment-{number}', safe='')}"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
