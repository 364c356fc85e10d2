"""How fast mentions get in: from JSON Lines to archived, understood, routed and, where they concern somebody, a case.

Named baseline of the same run: *one at a time* - the very same steps written the usual way, one mention after the
other, each in transactions of its own.

    python benchmarks/ingest.py                    20,000 mentions and the ratio
    python benchmarks/ingest.py --mentions 1000000 --pages     flat memory, and pages meanwhile
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import corpus

SETTING_UP = """
from resonanz.app.config import settings
from resonanz.app.prepare import prepare
from resonanz.app.demo.company import found_company
from resonanz.app.wiring import house
prepare(settings()); found_company(house())
"""
ONE_AT_A_TIME = """
import sys, time
from pathlib import Path
from resonanz.app.importing import import_file
from resonanz.app.wiring import house
home = house()
import resonanz.ingest.importing as importing
home.understanding([]); started = time.perf_counter()
outcome = import_file(home, Path(sys.argv[1]), "bench", batch=1, done=lambda _: home.follower.follow(limit=1))
while home.follower.follow(limit=1): pass
print(outcome.imported, time.perf_counter() - started)
"""


def environment(home: Path) -> dict[str, str]:
    """Return the environment of an installation of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RESONANZ_")}
    return {**kept, "RESONANZ_HOME": str(home), "RESONANZ_CASE_MAX_AGE_DAYS": "36500", "RESONANZ_LOG_LEVEL": "error"}


def python(code: str, home: Path, *args: str) -> str:
    """Run a piece of Python in an installation and return what it printed."""
    command = [sys.executable, "-c", code, *args]
    return subprocess.run(command, env=environment(home), check=True, capture_output=True, text=True).stdout


def import_whole(home: Path, file: Path, expected: int) -> float:
    """Import a file with the command line; return the seconds, start-up included."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "resonanz", "import", str(file), "--source", "bench"]
    said = subprocess.run(command, env=environment(home), check=True, capture_output=True, text=True).stdout
    assert f"imported {expected}," in said, said
    return time.perf_counter() - started


def one_at_a_time(directory: Path, count: int) -> float:
    """Return how many mentions a second the baseline takes."""
    home, file = directory / "one", directory / "one.jsonl"
    corpus.write(file, count)
    python(SETTING_UP, home)
    imported, seconds = python(ONE_AT_A_TIME, home, str(file)).split()
    assert int(imported) == count
    return count / float(seconds)


def in_batches(directory: Path, count: int, *, pages: bool) -> tuple[float, list[float]]:
    """Return how many mentions a second Resonanz takes, and page times in milliseconds when asked for."""
    home, file = directory / "many", directory / "many.jsonl"
    corpus.write(file, count)
    python(SETTING_UP, home)
    # Start-up is a constant, measured apart with a file of one line: "sustained" is about the rest.
    first = directory / "first.jsonl"
    corpus.write(first, 1, start=count)
    if not pages:
        start_up = import_whole(home, first, 1)
        return count / (import_whole(home, file, count) - start_up), []
    with Server(home) as server:
        start_up = import_whole(home, first, 1)
        with server.watching():
            rate = count / (import_whole(home, file, count) - start_up)
        return rate, server.times


class Server:
    """Run Resonanz and ask it for pages meanwhile."""

    PATHS = ("/", "/live", "/inbox", "/sources", "/live?kind=problem&lang=de")
    PORT = 8471

    def __init__(self, home: Path) -> None:
        self._home = home
        self.times: list[float] = []
        self._stop = threading.Event()

    def __enter__(self) -> Server:
        env = {**environment(self._home), "RESONANZ_PORT": str(self.PORT)}
        python(
            "from resonanz.app.people import add_person; add_person('bench', 'bench-password-1', administrator=True)",
            self._home,
        )
        self._running = subprocess.Popen([sys.executable, "-m", "resonanz", "run"], env=env, stdout=subprocess.DEVNULL)
        self._client = signed_in(f"http://127.0.0.1:{self.PORT}", "bench", "bench-password-1")
        return self

    def __exit__(self, *_: object) -> None:
        self._running.terminate()
        self._running.wait()

    def watching(self) -> Watching:
        """Return what asks for pages while it is entered."""
        return Watching(self)

    def ask(self) -> None:
        """Ask for one page after the other until stopped."""
        while not self._stop.is_set():
            for path in self.PATHS:
                started = time.perf_counter()
                answer = self._client.get(path)
                assert answer.status_code == 200, (path, answer.status_code)
                self.times.append(1000 * (time.perf_counter() - started))
                self._stop.wait(0.2)


class Watching:
    """Ask a server for pages in a thread while this is entered."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._thread = threading.Thread(target=server.ask)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._server._stop.set()
        self._thread.join()


def signed_in(base: str, name: str, password: str):
    """Return an HTTP client with a signed-in session, once the server is ready."""
    import httpx2

    client = httpx2.Client(base_url=base, timeout=30, follow_redirects=True)
    for _ in range(300):
        try:
            if client.get("/readyz").status_code == 200:
                break
        except httpx2.HTTPError:
            pass
        time.sleep(0.1)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get("/accounts/login/").text)
    form = {"login": name, "password": password, "csrfmiddlewaretoken": token[1] if token else ""}
    client.post("/accounts/login/", data=form, headers={"Referer": base}).raise_for_status()
    return client


def main() -> None:
    """Print the rates, their ratio, the largest memory and, when asked for, the page times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mentions", type=int, default=20_000)
    parser.add_argument("--baseline", type=int, default=300, help="mentions of the baseline")
    parser.add_argument("--pages", action="store_true", help="also ask a running server for pages meanwhile")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        slow = one_at_a_time(directory, asked.baseline)
        fast, times = in_batches(directory, asked.mentions, pages=asked.pages)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"one at a time (baseline)   {slow:10,.0f} mentions/s")
    print(f"resonanz import            {fast:10,.0f} mentions/s")
    print(f"ratio                      {fast / slow:10.1f} times the baseline")
    print(f"largest process            {peak:10,.0f} MiB")
    if times:
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"pages meanwhile            {statistics.median(times):10.0f} ms median, {p95:.0f} ms p95")


if __name__ == "__main__":
    main()
