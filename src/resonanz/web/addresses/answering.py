"""What helps to answer: the answers library, criticism and its decisions, reactions."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import answer_offers, answer_proposals, answers, criticism, reactions, telling

PAGES: list[URLPattern] = [
    path("answers", answers.answers, name="answers"),
    path("answers/new", answers.answer_new, name="answer_new"),
    path("answers/placeholders", answers.answer_places, name="answer_places"),
    path("answers/proposals", answer_proposals.answer_proposals, name="answer_proposals"),
    path(
        "answers/proposals/<int:number>/<slug:action>", answer_proposals.answer_proposal_do, name="answer_proposal_do"
    ),
    path("answers/<int:number>", answers.answer, name="answer"),
    path("answers/<int:number>/edit", answers.answer_edit, name="answer_edit"),
    path("answers/<int:number>/<slug:action>", answers.answer_do, name="answer_do"),
    path("criticism", criticism.criticisms, name="criticisms"),
    path("criticism/<int:number>", criticism.criticism, name="criticism"),
    path("criticism/<int:number>/telling", telling.criticism_telling, name="criticism_telling"),
    path("criticism/<int:number>/telling/<slug:action>", telling.criticism_telling_do, name="criticism_telling_do"),
    path("criticism/<int:number>/<slug:action>", criticism.criticism_do, name="criticism_do"),
    path("cases/<int:number>/criticism", criticism.criticism_decide, name="criticism_decide"),
    path("reactions", reactions.reactions, name="reactions"),
    path("cases/<int:number>/offers", answer_offers.answer_offers, name="answer_offers"),
]
