"""Where depth frames come from: one interface, four sources.

`LiveCamera` (a RealSense), `SoftwareCamera` (made-up pictures through the same SDK pipeline), `Recording`
(librealsense's `.db3` and `.bag`) and `DepthClip` (`.npz`) are each a `DepthCamera`; what follows them cannot tell
them apart.
"""

from depthhinge.cameras.camera import DepthCamera
from depthhinge.cameras.depth_clip import DepthClip, write_depth_clip
from depthhinge.cameras.live import LiveCamera
from depthhinge.cameras.open_recording import open_recording
from depthhinge.cameras.recording import Recording
from depthhinge.cameras.software_camera import Shot, SoftwareCamera

__all__ = [
    "DepthCamera",
    "DepthClip",
    "LiveCamera",
    "Recording",
    "Shot",
    "SoftwareCamera",
    "open_recording",
    "write_depth_clip",
]
