"""The search of Hacker News, imitated as its documentation describes it: newest first, filtered by second."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from resonanz.connect.contract import Json
from resonanz.connect.replay import Asked, Given

HITS: list[dict[str, Json]] = json.loads((Path(__file__).parent / "recordings" / "hits.json").read_text("utf-8"))


def hit(number: int, second: int) -> dict[str, Json]:
    """Return a comment of Hacker News."""
    return {
        "objectID": str(number),
        "created_at_i": second,
        "author": "ada",
        "comment_text": f"<p>Number {number}",
        "story_id": 1,
        "parent_id": 1,
        "_tags": ["comment", "author_ada", "story_1"],
    }


@dataclass
class Search:
    """Hold what can be found; every search finds all of it."""

    hits: list[dict[str, Json]] = field(default_factory=lambda: list(HITS))

    def answer(self, asked: Asked) -> Given:
        if "/items/" in asked.path:
            return self._item(asked.path.rpartition("/")[2])
        filters = asked.params.get("numericFilters", "")
        until = int(filters.removeprefix("created_at_i<=")) if filters else 2**40
        found = sorted(
            (hit for hit in self.hits if int(str(hit["created_at_i"])) <= until),
            key=lambda hit: int(str(hit["created_at_i"])),
            reverse=True,
        )
        page = found[: int(asked.params["hitsPerPage"])]
        return Given.of_json({"hits": list(page), "nbHits": len(found), "page": 0})

    def _item(self, number: str) -> Given:
        for hit in self.hits:
            if hit["objectID"] == number:
                text = hit.get("comment_text") or hit.get("story_text")
                kind = "comment" if hit.get("comment_text") else "story"
                return Given.of_json({**hit, "id": int(number), "type": kind, "text": text, "children": []})
        return Given.of_json({"status": 404, "error": "Not Found"}, status=404)

    def messages(self, url: str) -> Sequence[str | bytes | None]:
        return ()
