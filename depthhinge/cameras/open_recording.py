"""Any recording file, by its suffix."""

from __future__ import annotations

from pathlib import Path

from depthhinge.cameras.camera import DepthCamera
from depthhinge.cameras.depth_clip import DEPTH_CLIP, DepthClip
from depthhinge.cameras.files import LIBREALSENSE_RECORDING, require_readable
from depthhinge.cameras.png_folder import CAMERA_FILES, CAMERA_SUFFIXES, PngFolder, camera_file_in
from depthhinge.cameras.recording import Recording
from depthhinge.errors import RecordingError

_LIBREALSENSE = (LIBREALSENSE_RECORDING, ".bag")

ACCEPTED_SUFFIXES = (*_LIBREALSENSE, DEPTH_CLIP, *CAMERA_SUFFIXES)


def open_recording(path: Path | str) -> DepthCamera:
    """The recording in a `.db3`, `.bag` or `.npz` file, or in a folder of PNGs (or its camera file).

    Raises:
        RecordingError: the file is missing, empty, cut short or foreign, or its suffix is another.
        MissingLibraryError: it is librealsense's, and librealsense is not on this machine.
    """
    path = Path(path)
    if path.is_dir():
        camera_file = camera_file_in(path)
        if camera_file is None:
            raise RecordingError(
                f"{path}: a folder, but not one of 16-bit PNGs with a camera file ({' or '.join(CAMERA_FILES)}); "
                "name the file inside it"
            )
        return PngFolder(camera_file)
    require_readable(path)
    suffix = path.suffix.lower()
    if suffix in _LIBREALSENSE:
        return Recording(path)
    if suffix == DEPTH_CLIP:
        return DepthClip(path)
    if suffix in CAMERA_SUFFIXES:
        return PngFolder(path)
    raise RecordingError(
        f"{path}: a file of this kind cannot be read; give a librealsense recording (.db3, .bag), a depth clip (.npz) "
        "or a folder of 16-bit PNGs with a camera file"
    )
