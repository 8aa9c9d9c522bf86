"""What a clinician edits and what ships come along in a wheel; the project says where things are."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as a wheel, built with what is installed."""
    out = tmp_path_factory.mktemp("wheel")
    program = (
        "import os, sys; os.chdir(sys.argv[1]); from hatchling import build; print(build.build_wheel(sys.argv[2]))"
    )
    subprocess.run([sys.executable, "-c", program, str(ROOT), str(out)], check=True, capture_output=True)
    return next(out.glob("*.whl"))


def test_a_wheel_carries_calibration_data_types_and_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("calibration", "data"):
        for path in (ROOT / folder).iterdir():
            if path.is_file():
                assert f"depthhinge/{folder}/{path.name}" in names
    assert "depthhinge/py.typed" in names
    assert {f"depthhinge/clinic/report/{name}" for name in ("page.html.jinja", "charts.mplstyle")} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith("tests") for name in names)


def test_an_installed_wheel_finds_its_calibration_and_data(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    program = (
        "from depthhinge import settings; s = settings.wall_tap();"
        "print(settings.calibration_folder(), settings.data_file('body.npz'), len(settings.cues()))"
    )
    # Without the environment's editable install: -S -P leaves only what is put on the path here.
    import numpy as np

    path = f"{tmp_path}:{Path(np.__file__).parent.parent}" if sys.platform != "win32" else str(tmp_path)
    ended = subprocess.run(
        [sys.executable, "-S", "-P", "-c", program],
        env={"PYTHONPATH": path},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    calibration, body, cues = ended.stdout.split()
    assert Path(calibration) == tmp_path / "depthhinge" / "calibration"
    assert Path(body) == tmp_path / "depthhinge" / "data" / "body.npz"
    assert int(cues) > 0


def test_every_dependency_has_a_tested_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(line for name in extras if name != "bake" for line in extras[name])]
    names = {re.split(r"[<>=;! \[]", line, maxsplit=1)[0] for line in wanted if "open3d>=" not in line} - {"depthhinge"}
    pins = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line) for line in pins)
    assert names <= {line.split("==")[0].lower().replace("_", "-") for line in pins}
