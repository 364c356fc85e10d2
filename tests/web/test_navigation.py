"""The navigation leads everywhere, by one key each, and says where one is."""

from __future__ import annotations

from collections import Counter

from django.urls import resolve, reverse

from resonanz.web.context import GROUPS

ITEMS = [item for _title, items in GROUPS for item in items]


def test_no_key_leads_to_two_pages():
    keys = Counter(item.key for item in ITEMS)
    assert [key for key, times in keys.items() if times > 1] == []


def test_no_group_has_more_entries_than_one_takes_in_at_a_glance():
    assert max(len(items) for _title, items in GROUPS) <= 8


def test_each_page_of_the_navigation_is_the_current_one_of_one_entry_only():
    for item in ITEMS:
        here = resolve(reverse(item.name)).url_name
        current = [one.name for one in ITEMS if here.startswith((one.name, *one.below))]
        assert current == [item.name]
