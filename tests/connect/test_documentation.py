"""What the documentation says of connectors is so: its code runs, its pages name every setting and reason."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from resonanz.connect.conformance import ConformanceSuite
from resonanz.connect.registry import connectors

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r'^```(?:python|json) title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)
TESTS = sorted(name for name in dir(ConformanceSuite) if name.startswith("test_"))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[type[ConformanceSuite]]:
    """Write the code of the how-to as its reader would, and run its test file."""
    folder = tmp_path_factory.mktemp("written")
    for name, code in BLOCK.findall((DOCS / "how-to" / "write-a-connector.md").read_text("utf-8")):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(code, encoding="utf-8")
    sys.path.insert(0, str(folder))
    module = ModuleType("test_guestbook")
    module.__file__ = str(folder / "test_guestbook.py")
    try:
        exec((folder / "test_guestbook.py").read_text("utf-8"), module.__dict__)
        with pytest.raises(AssertionError, match="read it before you keep it"):
            module.TestGuestBook().test_the_output_is_the_golden_one()
        yield module.TestGuestBook
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.split(".")[0] == "guestbook"]:
            del sys.modules[name]


@pytest.mark.parametrize("test", TESTS)
def test_the_connector_of_the_how_to_keeps_the_contract(written: type[ConformanceSuite], test: str) -> None:
    getattr(written(), test)()


def test_the_golden_output_of_the_how_to_is_as_one_would_expect(written: type[ConformanceSuite]) -> None:
    golden = written().golden().read_text("utf-8")
    assert [word in golden for word in ("Lovely & warm.", "Removed", "Where do I park?")] == [True, True, True]


@pytest.mark.parametrize("name", ["file", "hackernews", "rss"])
def test_the_page_of_a_connector_names_every_setting_and_reason(name: str) -> None:
    page = (DOCS / "reference" / "connectors" / f"{name}.md").read_text("utf-8")
    connector = connectors()[name]
    wanted = [setting.name for setting in connector.settings] + list(connector.skip_reasons)
    assert [word for word in wanted if f"`{word}`" not in page] == []
