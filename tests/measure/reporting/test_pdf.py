"""The structure of a report's PDF: what PDF/UA asks of a document like ours, read with pikepdf."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
import pytest

from resonanz.measure.reporting.rendering import own_files
from tests.measure.reporting.making import BUILT, content, needs_bundles, renderer

pytestmark = needs_bundles


@pytest.fixture(scope="module")
def pdf() -> Iterator[Any]:
    with pikepdf.open(BytesIO(renderer().pdf(content(), "de"))) as document:
        yield document


def elements(node: Any) -> Iterator[Any]:
    """Yield all structure elements under one, in the order of reading."""
    kids = node.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids] if kids is not None else []:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def tags(pdf: Any) -> list[str]:
    return [str(one.S) for one in elements(pdf.Root.StructTreeRoot)]


def test_it_is_tagged_and_says_so(pdf):
    assert pdf.Root.MarkInfo.Marked
    with pdf.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"


def test_it_names_its_language_and_title_and_shows_the_title(pdf):
    assert str(pdf.Root.Lang) == "de"
    assert "Bericht für die Geschäftsführung, Velofjord" in str(pdf.docinfo.Title)
    assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_its_headings_begin_with_one_and_leave_no_level_out(pdf):
    levels = [int(tag[2:]) for tag in tags(pdf) if tag[1:2] == "H" and tag[2:].isdigit()]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_figure_has_a_text_in_its_place(pdf):
    figures = [one for one in elements(pdf.Root.StructTreeRoot) if one.S == "/Figure"]
    assert figures
    assert all("Erwähnungen am Tag nach Stimmung" in str(one.get("/Alt", "")) for one in figures)


def test_every_font_is_embedded(pdf):
    fonts = [
        one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
    ]
    assert fonts
    assert all(any(name in one for name in ("/FontFile", "/FontFile2", "/FontFile3")) for one in fonts)


def test_it_is_set_in_our_own_fonts(pdf):
    names = {
        str(one.get("/BaseFont")) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one
    }
    assert names
    assert all("Report-S" in name for name in names), names


def test_links_lie_in_the_structure(pdf):
    assert "/Link" in tags(pdf)


def test_the_same_report_gives_the_same_bytes():
    assert renderer().pdf(content(), "en") == renderer().pdf(content(), "en")


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        (BUILT / "../../settings.py").as_uri(),
        "https://tracker.example/pixel.png",
        "ftp://files.example/a",
        "file://host.example/" + str(BUILT / "manifest.json"),
    ],
)
def test_nothing_from_elsewhere_is_fetched(address):
    with pytest.raises(ValueError, match=r"takes nothing from elsewhere|disallowed"):
        own_files(BUILT).fetch(address)


def test_our_own_files_are_fetched():
    assert own_files(BUILT).fetch((BUILT / "manifest.json").as_uri()).read()


def test_every_cell_of_a_table_names_the_headers_of_its_row_and_column(pdf):
    # By their ids, which PDF/UA-1 (7.5) takes in place of a scope.
    for table in (one for one in elements(pdf.Root.StructTreeRoot) if one.S == "/Table"):
        cells = list(elements(table))
        known = {str(one.ID) for one in cells if one.S == "/TH"}
        named = [[str(id_) for id_ in one.A.Headers] for one in cells if one.S == "/TD"]
        assert named
        assert all(len(ids) == 2 and known.issuperset(ids) for ids in named)


def test_its_bookmarks_are_its_headings(pdf):
    with pdf.open_outline() as outline:
        titles = [one.title for one in outline.root[0].children]
        assert outline.root[0].title == "Bericht für die Geschäftsführung"
    assert titles
    assert len(titles) == tags(pdf).count("/H2")


def test_nothing_is_painted_that_is_neither_tagged_nor_an_artifact(pdf):
    assert [mark for page in pdf.pages for mark in unmarked(page)] == []


PAINTING = frozenset(("Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Do", "sh", "INLINE IMAGE"))


def unmarked(page: Any) -> Iterator[str]:
    """Yield what a page paints outside marked content; PDF/UA-1, 7.1."""
    depth = 0
    for _operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        depth += (name in {"BDC", "BMC"}) - (name == "EMC")
        if name in PAINTING and depth == 0:
            yield name


def test_every_page_is_read_in_the_order_of_its_structure(pdf):
    assert {str(page.get("/Tabs")) for page in pdf.pages} == {"/S"}
    assert all("/StructParents" in page for page in pdf.pages)


def test_every_link_says_where_it_leads(pdf):
    links = [mark for page in pdf.pages for mark in page.get("/Annots", []) if mark.Subtype == "/Link"]
    assert links
    assert all(str(one.get("/Contents", "")) and "/StructParent" in one for one in links)
