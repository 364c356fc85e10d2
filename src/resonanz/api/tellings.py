"""Telling people what became of what they asked for or criticised: the same addresses under needs and criticism.

A round is written, approved and paced by `respond.telling_back`; nothing here sends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from resonanz.api.schemas import LARGEST_PAGE, Page
from resonanz.api.schemas_tellings import PersonOut, PreviewOut, TellingMoveIn, TellingOut, TextsIn
from resonanz.api.tokens import actor
from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.telling import ALIVE, About, Matter, PersonState, Telling
from resonanz.store.relational.selectors import tellings as selector

MOVES = ("submit", "pause", "resume", "stop")


def telling_router(matter: Matter) -> Router:
    """Return the addresses of telling people of needs, or of criticism."""
    router = Router()

    def offer(method: Callable[..., Any], path: str, response: object, summary: str) -> Callable[..., Any]:
        def named(view: Callable[..., Any]) -> Callable[..., Any]:
            return method(path, response=response, summary=summary, operation_id=f"{matter}_{view.__name__}")(view)  # type: ignore[no-any-return]

        return named

    @offer(router.get, "/{int:number}/telling", TellingOut, "The newest round of telling people back")
    def telling(request: HttpRequest, number: int) -> TellingOut:
        """Return the newest round with how many people are in which state."""
        actor(request)
        return _round(_newest(_there(matter, number)))

    @offer(router.put, "/{int:number}/telling", TellingOut, "Write what people are told")
    def telling_texts(request: HttpRequest, number: int, given: TextsIn) -> TellingOut:
        """Begin a round, or change the texts of one that did not begin."""
        about, desk, who = _there(matter, number), house().telling_desk, actor(request)
        alive = [one for one in house().tellings.of(about) if one.state in ALIVE]
        return _round(desk.edit(who, alive[0].id, given.texts) if alive else desk.draft(who, about, given.texts))

    @offer(router.post, "/{int:number}/telling/preview", list[PreviewOut], "What telling would look like")
    def telling_preview(request: HttpRequest, number: int, given: TextsIn) -> list[PreviewOut]:
        """Return what each channel would show, and who cannot be told; nothing is stored and nothing sent."""
        actor(request)
        return [PreviewOut.of(one) for one in house().telling_desk.preview(_there(matter, number), given.texts)]

    @offer(router.post, "/{int:number}/telling/approve", TellingOut, "Approve the texts and begin to tell")
    def telling_approve(request: HttpRequest, number: int, read: TextsIn) -> TellingOut:
        """Approve the texts that were read; each person is told once, at a polite pace."""
        return _round(house().telling_desk.approve(actor(request), _alive(_there(matter, number)).id, read.texts))

    @offer(router.post, "/{int:number}/telling/move", TellingOut, "Submit, pause, resume or stop a round")
    def telling_move(request: HttpRequest, number: int, to: TellingMoveIn) -> TellingOut:
        """Move a round on."""
        action, desk = _known(to.action, MOVES, "action"), house().telling_desk
        moves = {"submit": desk.submit, "pause": desk.pause, "resume": desk.resume, "stop": desk.stop}
        return _round(moves[action](actor(request), _alive(_there(matter, number)).id))

    @offer(router.get, "/{int:number}/people", Page[PersonOut], "Who was told, and who cannot be")
    def told_people(
        request: HttpRequest, number: int, state: str = "", cursor: str | None = None, limit: int = 50
    ) -> Page[PersonOut]:
        """Return a page of the list, in the order people came."""
        actor(request)
        wanted = PersonState(_known(state, tuple(PersonState), "state")) if state else None
        size = max(1, min(limit, LARGEST_PAGE))
        rows = selector.told_rows(_there(matter, number), state=wanted, after=cursor or None, limit=size)
        return Page[PersonOut](items=[PersonOut.of(row) for row in rows.items], next=rows.next)

    @offer(router.delete, "/{int:number}/people/{int:person}", {204: None}, "Somebody does not want to be told")
    def told_refuse(request: HttpRequest, number: int, person: int) -> Status[None]:
        """Note it for good, for every need and every criticism."""
        house().telling_desk.refuse(actor(request), _there(matter, number), person)
        return Status(204, None)

    return router


def _there(matter: Matter, number: int) -> About:
    return house().telling_desk.subject(About(matter, number)).about


def _newest(about: About) -> Telling:
    rounds = house().tellings.of(about)
    if not rounds:
        raise NotFound("Nobody was told of this yet.")
    return rounds[-1]


def _alive(about: About) -> Telling:
    newest = _newest(about)
    if newest.state not in ALIVE:
        raise NotFound("Nobody is being told of this now.")
    return newest


def _round(telling: Telling) -> TellingOut:
    return TellingOut.of(telling, dict(selector.told_counts(telling.about)))


def _known(value: str, choices: tuple[str, ...], place: str) -> str:
    if value not in choices:
        raise InputRejected(f"{value!r} is not known.", place=place, remedy=f"Choose one of: {', '.join(choices)}.")
    return value
