"""Where the company is set up: departments, people, settings, the record."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import company, departments, people

PAGES: list[URLPattern] = [
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
    path("language", company.language, name="language"),
]
