"""TRC: the joints as markers, for OpenSim and other programs of motion capture.

The layout is the one OpenSim's `TRCFileAdapter` reads and writes.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from depthhinge.body.joints import JOINTS
from depthhinge.lengths import MM_PER_M
from depthhinge.sessions.export.excerpt import Excerpt
from depthhinge.sessions.export.format import ROOM_AXES, Format, Progress


def _write(excerpt: Excerpt, path: Path, progress: Progress) -> None:
    rate = f"{excerpt.frames_per_s:.2f}"
    n = len(excerpt)
    header = (
        f"PathFileType\t4\t(X/Y/Z)\t{excerpt.what}\n"
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames\n"
        f"{rate}\t{rate}\t{n}\t{len(JOINTS)}\tmm\t{rate}\t{excerpt.start + 1}\t{n}\n"
        "Frame#\tTime\t" + "\t\t\t".join(JOINTS) + "\t\t\n"
        "\t\t" + "\t".join(f"{axis}{number}" for number in range(1, len(JOINTS) + 1) for axis in "XYZ") + "\n\n"
    )
    with path.open("w", encoding="ascii", newline="\n") as file:
        file.write(header)
        rows = zip(excerpt.time_s, MM_PER_M * excerpt.joints, excerpt.tracked, strict=True)
        for number, (time_s, joints_mm, tracked) in enumerate(progress.over(rows, "frames", n), excerpt.start + 1):
            cells = [f"{value:.4f}" if tracked and np.isfinite(value) else "" for value in joints_mm.ravel()]
            # OpenSim ends a line with a tab; without it, it would miss a last cell that is blank.
            file.write("\t".join([str(number), f"{time_s:.6f}", *cells]) + "\t\n")


TRC = Format(
    "trc",
    False,
    "every joint as a marker; blank in frames in which the body was not tracked",
    f"millimetres, the axes of frames.parquet unturned: {ROOM_AXES}; OpenSim's vertical is y too, but a person faces "
    "whichever way they stood; time in seconds since the session's first frame",
    "angles, events, the points, the wall, and which joints were seen and which estimated: joint centres, heels and "
    "toes are those of the fitted body, not of markers on the skin",
    _write,
)
