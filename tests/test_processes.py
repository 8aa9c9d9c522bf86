"""Work shared by several processes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from depthhinge.processes import each_done

_BEATS = """
import sys, time
from pathlib import Path
from depthhinge.processes import each_done

def beat(path):
    while True:
        with Path(path).open("a") as file:
            file.write(".")
        time.sleep(0.05)

if __name__ == "__main__":
    list(each_done(beat, [(sys.argv[1] + name,) for name in "ab"], 2))
"""


def test_results_come_from_one_process_or_two() -> None:
    assert list(each_done(abs, [(-1,), (-2,)], 1)) == [1, 2]
    assert sorted(each_done(abs, [(-1,), (-2,), (-3,)], 2)) == [1, 2, 3]


def test_who_is_killed_leaves_nobody_at_work(tmp_path: Path) -> None:
    script = tmp_path / "beats.py"
    script.write_text(_BEATS)
    running = subprocess.Popen([sys.executable, script, str(tmp_path / "beat_")])
    beats = [tmp_path / "beat_a", tmp_path / "beat_b"]
    try:
        _until(lambda: all(path.exists() for path in beats))
    finally:
        running.kill()
        running.wait()

    def still() -> bool:
        before = [path.stat().st_size for path in beats]
        time.sleep(0.4)
        return before == [path.stat().st_size for path in beats]

    _until(still)


def _until(true: Callable[[], bool], patience_s: float = 30.0) -> None:
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < patience_s, "waited in vain"
        time.sleep(0.1)
