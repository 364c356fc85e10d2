"""Few threads answer many requests, and none of them sees what another one was told."""

from __future__ import annotations

import asyncio
import threading

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import translation

from resonanz.web.threads import Pages


def answered(pages: Pages, times: int):
    async def at_once():
        return await asyncio.gather(*(pages.run_get_response(HttpRequest()) for _ in range(times)))

    return asyncio.run(at_once())


def test_few_threads_answer_many_requests(monkeypatch):
    pages, names = Pages(threads=2), set()

    def answer(request):
        names.add(threading.current_thread().name)
        return HttpResponse()

    monkeypatch.setattr(pages, "get_response", answer)
    assert len(answered(pages, 40)) == 40
    assert len(names) <= 2


def test_a_thread_forgets_the_language_of_the_request_before(monkeypatch):
    pages, found = Pages(threads=1), []

    def answer(request):
        found.append(translation.get_language())
        translation.activate("fr")
        return HttpResponse()

    monkeypatch.setattr(pages, "get_response", answer)
    answered(pages, 3)
    assert "fr" not in found


def test_what_is_sent_piece_by_piece_arrives_whole(monkeypatch):
    pages = Pages(threads=1)
    monkeypatch.setattr(pages, "get_response", lambda request: StreamingHttpResponse(iter([b"one ", b"two"])))
    (answer,) = answered(pages, 1)
    assert answer.getvalue() == b"one two"
