"""Every address of the pages. The API and the admin have their own."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from resonanz.api.root import api
from resonanz.web import trouble
from resonanz.web.pages import (
    cases,
    company,
    departments,
    guide,
    inboxes,
    live,
    people,
    queries,
    routes,
    search,
    sources,
    today,
)

handler400 = trouble.bad_request
handler403 = trouble.forbidden
handler404 = trouble.not_found
handler500 = trouble.failed

# Django's own sign-in would know neither our rate limit nor the second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

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
    path("sources", sources.sources, name="sources"),
    path("sources/add", sources.source_add, name="source_add"),
    path("sources/add/<slug:connector>", sources.source_new, name="source_new"),
    path("sources/opml", sources.source_opml, name="source_opml"),
    path("sources/<int:number>", sources.source, name="source"),
    path("sources/<int:number>/edit", sources.source_edit, name="source_edit"),
    path("sources/<int:number>/look", sources.source_look, name="source_look"),
    path("sources/<int:number>/switch", sources.source_switch, name="source_switch"),
    path("sources/<int:number>/probe", sources.source_probe, name="source_probe"),
    path("sources/<int:number>/remove", sources.source_remove, name="source_remove"),
    path("queries", queries.queries, name="queries"),
    path("queries/new", queries.query_new, name="query_new"),
    path("queries/check", queries.query_check, name="query_check"),
    path("queries/<int:number>", queries.query, name="query"),
    path("queries/<int:number>/edit", queries.query_edit, name="query_edit"),
    path("queries/<int:number>/remove", queries.query_remove, name="query_remove"),
    path("routes", routes.routes, name="routes"),
    path("routes/new", routes.route_new, name="route_new"),
    path("routes/<int:number>", routes.route, name="route"),
    path("routes/<int:number>/move", routes.route_move, name="route_move"),
    path("routes/<int:number>/remove", routes.route_remove, name="route_remove"),
    path("departments", departments.departments, name="departments"),
    path("departments/<slug:slug>", departments.department, name="department"),
    path("departments/<slug:slug>/member", departments.member_set, name="member_set"),
    path("departments/<slug:slug>/remove", departments.department_remove, name="department_remove"),
    path("people", people.people, name="people"),
    path("people/new", people.person_new, name="person_new"),
    path("people/<int:number>", people.person, name="person"),
    path("people/<int:number>/switch", people.person_switch, name="person_switch"),
    path("people/<int:number>/password", people.person_password, name="person_password"),
    path("me", people.me, name="me"),
    path("me/tokens", people.token_make, name="token_make"),
    path("tokens/<int:number>/revoke", people.token_revoke, name="token_revoke"),
    path("settings", company.company, name="company"),
    path("settings/<slug:part>/<int:number>/drop", company.company_drop, name="company_drop"),
    path("record", company.audit, name="audit"),
    path("record/erasures", company.ledger, name="ledger"),
    path("search", search.search, name="search"),
    path("search/quick", search.search_quick, name="search_quick"),
    path("search/keep", company.search_keep, name="search_keep"),
    path("search/<int:number>/drop", company.search_drop, name="search_drop"),
    path("guide", guide.guide, name="guide"),
    path("guide/<slug:step>", guide.guide_step, name="guide_step"),
    path("language", company.language, name="language"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *PAGES,
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
]
