"""A payload of another shape is said to have changed, with the path of the place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from resonanz.connect.contract import Json, PayloadChanged
from resonanz.connect.payload import Wild, web_address

POST: Json = {
    "id": 7,
    "tags": [{"name": "a"}, {"name": None}],
    "author": {"name": " Ada\x00 "},
    "likes": "12",
    "none": None,
}


@pytest.mark.parametrize(
    ("read", "path"),
    [
        (lambda post: post["text"], "$.text"),
        (lambda post: post["author"]["id"], "$.author.id"),
        (lambda post: post["id"].text(), "$.id"),
        (lambda post: post["id"]["x"], "$.id"),
        (lambda post: post.find("id", "x"), "$.id"),
        (lambda post: [tag["name"].text() for tag in post["tags"].items()], "$.tags[1].name"),
        (lambda post: list(post["author"].items()), "$.author"),
        (lambda post: post["author"].integer(), "$.author"),
        (lambda post: post["likes"].flag(), "$.likes"),
        (lambda post: post["tags"].time(), "$.tags"),
        (lambda post: post["tags"].identity(), "$.tags"),
        (lambda post: post["none"].identity(), "$.none"),
        (lambda post: post["id"].url(), "$.id"),
    ],
)
def test_a_wrong_shape_names_its_path(read: Callable[[Wild], object], path: str) -> None:
    with pytest.raises(PayloadChanged) as caught:
        read(Wild(POST))
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda post: post["id"].identity(), "7"),
        (lambda post: post["likes"].integer(), 12),
        (lambda post: post.find("author", "name").line_or_none(), "Ada"),
        (lambda post: post.find("author", "bio").text_or_none(), None),
        (lambda post: post.find("nobody", "name").text_or_none(), None),
        (lambda post: post.find("none").count(), None),
        (lambda post: list(post.find("nothing").items_or_none()), []),
        (lambda post: post.find("nothing").flag(default=True), True),
    ],
)
def test_what_is_there_is_read_and_what_may_be_missing_is_none(read: Callable[[Wild], object], value: object) -> None:
    assert read(Wild(POST)) == value


@pytest.mark.parametrize("raw", [-1, 2**60, 1e308, None])
def test_a_count_that_cannot_be_is_unknown(raw: Json) -> None:
    assert Wild(raw).count() is None


@pytest.mark.parametrize("raw", [10**50, "", "x" * 2_000, True, 1.5])
def test_an_absurd_id_is_none(raw: Json) -> None:
    with pytest.raises(PayloadChanged):
        Wild(raw).identity()


@pytest.mark.parametrize("raw", [12, "12", 12.0, " 12 "])
def test_a_whole_number_may_be_written_in_any_way(raw: Json) -> None:
    assert Wild(raw).integer() == 12


@pytest.mark.parametrize("raw", ["1" * 50, "½", "0x1", "1e3", float("inf"), float("nan"), True, ""])
def test_what_is_no_whole_number_is_refused(raw: Json) -> None:
    with pytest.raises(PayloadChanged):
        Wild(raw).integer()


@pytest.mark.parametrize(
    "said",
    ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.example", "/relative", "//host/", "http://", "http://[::1",
     "https://a b.example/", "https://x.example/" + "a" * 5_000, "", "ftp://x.example/"],
)  # fmt: skip
def test_what_cannot_be_gone_to_is_no_address(said: str) -> None:
    assert web_address(said) is None


@pytest.mark.parametrize("said", ["https://example.org/ä?x=1#y", "HTTP://EXAMPLE.org", "https://example.org:8443/"])
def test_a_web_address_stays_as_it_is(said: str) -> None:
    assert web_address(said) == said
