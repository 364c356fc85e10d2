"""Dates of English pages: the month by its name, because 11/12 is another day on each side of the Atlantic."""

SHORT_DATE_FORMAT = "j M Y"
