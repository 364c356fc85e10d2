"""What a table of words is: a code that is stored, and the word that people read for it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

Words = Mapping[str, str | Promise]
Groups = Mapping[str, Words]
"""Name of a group of codes -> its words."""
