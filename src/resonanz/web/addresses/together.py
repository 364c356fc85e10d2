"""Working together: typing, asking other departments, merging, and who is away."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import together

PAGES: list[URLPattern] = [
    path("cases/<int:number>/typed", together.typed, name="typed"),
    path("cases/<int:number>/together/<slug:action>", together.together, name="together"),
    path("inquiries/<int:number>/<slug:action>", together.inquiry_do, name="inquiry_do"),
    path("asked", together.asked, name="asked"),
    path("absences", together.absences, name="absences"),
    path("absences/<int:number>/drop", together.absence_drop, name="absence_drop"),
    path("departments/<slug:slug>/dispatching", together.dispatching_set, name="dispatching_set"),
]
