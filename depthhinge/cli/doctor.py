"""`depthhinge doctor`: what this machine has, and what to do about what it lacks."""

from __future__ import annotations

import importlib
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

import typer
from rich.console import Console
from rich.table import Table

from depthhinge.cli.numba_cache import first_writable_place, numba_cache_places
from depthhinge.cli.options import Json
from depthhinge.cli.output import result_json
from depthhinge.errors import DepthHingeError

_OPENGL_PATIENCE_S = 30.0


class State(StrEnum):
    """How a check went."""

    OK = "ok"
    MISSING = "missing"
    """Something is not possible; the rest works."""
    BROKEN = "broken"
    """Nothing works without it."""


@dataclass(frozen=True)
class Finding:
    """One check."""

    name: str
    state: State
    found: str
    remedy: str = ""


def doctor(json: Json = False) -> None:
    """Check this machine: libraries, camera, display, files; says what to do for each that is missing.

    Exit code 1 where the demo could not run.

    Example: depthhinge doctor
    """
    findings = [_safely(check) for check in CHECKS]
    if json:
        result_json([asdict(finding) for finding in findings])
    else:
        _print(findings)
    if any(finding.state is State.BROKEN for finding in findings):
        raise typer.Exit(1)


def check_python() -> Finding:
    """The interpreter and the system."""
    return Finding("Python", State.OK, f"{platform.python_version()} on {platform.system()} {platform.machine()}")


def check_calibration() -> Finding:
    """What a clinician may edit."""
    from depthhinge import settings

    try:
        settings.wall_tap()
        settings.faults()
        settings.reach()
        settings.dowel()
        settings.wall_protocol()
        for language in settings.languages():
            settings.cues(language)
    except DepthHingeError as problem:
        return Finding("calibration", State.BROKEN, str(problem), "correct the value, or install depthhinge again")
    return Finding("calibration", State.OK, str(settings.calibration_folder()))


def check_data() -> Finding:
    """What ships."""
    from depthhinge import settings

    try:
        settings.data_file("body.npz")
    except DepthHingeError as problem:
        return Finding("data", State.BROKEN, str(problem), "install depthhinge again")
    return Finding("data", State.OK, str(settings.data_folder()))


def check_numba_cache() -> Finding:
    """Where compiled code is kept."""
    place = first_writable_place()
    if place is None:
        places = " nor ".join(str(folder) for folder in numba_cache_places())
        return Finding(
            "compiled code",
            State.MISSING,
            f"neither {places} can be written: every start compiles anew",
            "set NUMBA_CACHE_DIR to a folder that can be written",
        )
    return Finding("compiled code", State.OK, f"kept in {place}")


def check_librealsense() -> Finding:
    """The camera's SDK, and libusb under it."""
    from depthhinge.cameras.librealsense import load_librealsense

    try:
        rs = load_librealsense()
    except DepthHingeError as problem:
        return Finding("librealsense", State.MISSING, str(problem), "pip install pyrealsense2, libusb-package")
    return Finding("librealsense", State.OK, f"pyrealsense2 {getattr(rs, '__version__', '')}".strip())


def check_camera() -> Finding:
    """A RealSense that is plugged in."""
    from depthhinge.cameras.librealsense import load_librealsense

    try:
        rs = load_librealsense()
    except DepthHingeError:
        return Finding("camera", State.MISSING, "cannot be looked for without librealsense")
    devices = list(rs.context().query_devices())
    if not devices:
        return Finding(
            "camera",
            State.MISSING,
            "no RealSense found",
            "plug it into a USB 3 port; on Linux install librealsense's udev rules; demo and analyze need none",
        )
    described = []
    for device in devices:
        words = [
            device.get_info(item)
            for item in (rs.camera_info.name, rs.camera_info.serial_number, rs.camera_info.usb_type_descriptor)
            if device.supports(item)
        ]
        described.append(" ".join(words))
    return Finding("camera", State.OK, "; ".join(described))


def check_open3d() -> Finding:
    """Reads exported clouds; the line does without it."""
    from depthhinge.cameras.libusb import load_libusb

    load_libusb()
    try:
        open3d = importlib.import_module("open3d")
    except (ImportError, OSError) as problem:
        return Finding(
            "Open3D",
            State.MISSING,
            f"{problem}; depthhinge finds the floor without it",
            "apt install libegl1 libgl1 libx11-6",
        )
    return Finding("Open3D", State.OK, str(open3d.__version__))


def check_opengl() -> Finding:
    """Pictures off-screen."""
    # In a process of its own: a driver that crashes must not take the doctor with it.
    program = "from depthhinge.view.window import DrillView; DrillView('doctor', on_screen=False).picture()"
    try:
        ended = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, timeout=_OPENGL_PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired:
        return Finding("OpenGL", State.MISSING, "it does not answer", "check the graphics driver")
    if ended.returncode == 0:
        return Finding("OpenGL", State.OK, "draws off-screen")
    last = (ended.stderr.strip().splitlines() or ["it ended without a word"])[-1]
    return Finding("OpenGL", State.MISSING, last, "apt install libegl1 libgl1 libgl1-mesa-dri; all but pictures works")


def check_display() -> Finding:
    """A screen for the window."""
    from depthhinge.view.opengl import display_answers

    if display_answers():
        return Finding("display", State.OK, "a window can be opened")
    return Finding("display", State.MISSING, "none answers: pictures are saved instead", "start from a desktop session")


def check_sound() -> Finding:
    """A loudspeaker for the tones."""
    from depthhinge.view.sound import loudspeaker

    if loudspeaker() is not None:
        return Finding("sound", State.OK, "tones can be played")
    return Finding(
        "sound",
        State.MISSING,
        "no loudspeaker answers: drills are silent",
        "plug one in; on Linux: apt install libpulse0",
    )


def check_voice() -> Finding:
    """A voice for the cues, in each of their languages."""
    from depthhinge import settings
    from depthhinge.view.synthesizer import synthesizer

    for language in settings.languages():
        try:
            synthesizer(language)
        except DepthHingeError as problem:
            return Finding(
                "voice",
                State.MISSING,
                str(problem),
                "on Linux: apt install espeak-ng; elsewhere add a voice in the system's settings",
            )
    return Finding("voice", State.OK, f"speaks {', '.join(settings.languages())}")


CHECKS: tuple[Callable[[], Finding], ...] = (
    check_python,
    check_calibration,
    check_data,
    check_numba_cache,
    check_librealsense,
    check_camera,
    check_open3d,
    check_opengl,
    check_display,
    check_sound,
    check_voice,
)


def _safely(check: Callable[[], Finding]) -> Finding:
    """The finding of a check; a check that itself fails has found something too."""
    try:
        return check()
    except Exception as problem:
        name = check.__name__.removeprefix("check_")
        return Finding(name, State.MISSING, f"{type(problem).__name__}: {problem}")


def _print(findings: list[Finding]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("", "", "found", "what to do"):
        table.add_column(heading, overflow="fold")
    for row in _rows(findings):
        table.add_row(*row)
    Console(markup=False, highlight=False).print(table)


def _rows(findings: list[Finding]) -> Iterator[tuple[str, str, str, str]]:
    for finding in findings:
        yield finding.name, finding.state.value, finding.found, finding.remedy
