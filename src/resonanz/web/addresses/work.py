"""Where people work all day: today, live, inbox, cases, search."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import cases, company, guide, inboxes, live, search, today

PAGES: list[URLPattern] = [
    path("", today.overview, name="overview"),
    path("live", live.live, name="live"),
    path("live/cards", live.live_cards, name="live_cards"),
    path("mention", live.mention, name="mention"),
    path("mention/label", live.label, name="label"),
    path("mention/erase-author", live.mention_erase, name="mention_erase"),
    path("inbox", inboxes.inbox, name="inbox"),
    path("inbox/<slug:slug>", inboxes.inbox, name="inbox_of"),
    path("cases/<int:number>", cases.case, name="case"),
    path("cases/<int:number>/draft", cases.draft, name="draft"),
    path("cases/<int:number>/<slug:action>", cases.case_do, name="case_do"),
    path("replies/<int:number>/<slug:action>", cases.reply_do, name="reply_do"),
    path("search", search.search, name="search"),
    path("search/quick", search.search_quick, name="search_quick"),
    path("search/keep", company.search_keep, name="search_keep"),
    path("search/<int:number>/drop", company.search_drop, name="search_drop"),
    path("guide", guide.guide, name="guide"),
    path("guide/<slug:step>", guide.guide_step, name="guide_step"),
]
