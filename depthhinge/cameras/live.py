"""A RealSense on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from depthhinge.cameras.camera import DepthCamera
from depthhinge.cameras.files import require_new_recording
from depthhinge.cameras.librealsense import load_librealsense
from depthhinge.cameras.modes import DepthMode, choose_mode, setup_for
from depthhinge.cameras.pipeline import DepthPipeline
from depthhinge.cameras.playback import find_stream
from depthhinge.cameras.sdk_info import camera_info, read_device_info
from depthhinge.errors import CameraError
from depthhinge.frames import CameraInfo, DepthFrame

_SILENCE_MS = 5000
# librealsense's own patience (`wait_for_frames`); the first frame of a cold camera takes about a second.

_NO_CAMERA = (
    "no RealSense camera found: check the cable and plug it into a USB 3 port, close other programs that use the "
    "camera, and on Linux install librealsense's udev rules (99-realsense-libusb.rules) so that you may open it; "
    "`depthhinge demo` works without a camera"
)


class LiveCamera(DepthCamera):
    """A live RealSense in the best mode its model has for a person at two to three metres."""

    def __init__(self, serial: str | None = None, *, fps: int | None = None, record_to: Path | None = None) -> None:
        """Find the camera and start it.

        Args:
            serial: which camera; without it the first one found.
            fps: rate to ask for in place of the model's usual.
            record_to: a new `.db3` file that gets every frame; complete when `close` returns.

        Raises:
            MissingLibraryError: librealsense is not on this machine.
            CameraError: no camera, not that camera, or one that cannot be used or started.
            RecordingError: `record_to` cannot be written.
        """
        rs = load_librealsense()
        if record_to is not None:
            require_new_recording(record_to)
        self._context = rs.context()
        device = _find_camera(rs, self._context, serial)
        name = read_device_info(device, rs.camera_info.name) or "RealSense"
        setup = setup_for(name)
        wanted = setup.mode if fps is None else replace(setup.mode, fps=fps)
        notes = [] if setup.hint is None else [setup.hint]
        try:
            sensor = device.first_depth_sensor()
            mode = choose_mode(wanted, _depth_modes(rs, sensor))
            notes += _usb_notes(rs, device)
            if mode != wanted:
                notes.append(f"depth runs at {mode}, not {wanted}")
            _set_up(rs, sensor)
            has_accelerometer = find_stream(device, rs.stream.accel)[0] is not None
        except RuntimeError as error:
            raise CameraError(_cannot_start(name, error)) from error
        self._name = name
        self._pipeline, gravity_note = _start(rs, device, mode, name, has_accelerometer, record_to)
        self._notes = (*notes, *gravity_note)
        self._info = camera_info(rs, device, sensor, self._pipeline.depth_profile)
        self._closed = False

    @property
    def info(self) -> CameraInfo:
        """The camera, as it streams."""
        return self._info

    @property
    def notes(self) -> tuple[str, ...]:
        """USB 2, a lower mode, how to mount this model, frames lost so far; after `close`, of the recording too."""
        lost = self._pipeline.lost
        return (*self._notes, f"{lost} frames were lost between camera and program") if lost else self._notes

    def frames(self) -> Iterator[DepthFrame]:
        """Every frame until `close`.

        Raises:
            CameraError: the camera fell silent.
        """
        while not self._closed:
            frame = self._pipeline.wait(_SILENCE_MS)
            if frame is None:
                raise CameraError(
                    f"{self._name}: no frame for {_SILENCE_MS // 1000} s; check the cable, plug it in anew, start again"
                )
            yield frame

    def close(self) -> None:
        """Stop the camera and, where recording, finish the file."""
        if self._closed:
            return
        self._closed = True
        self._pipeline.close()
        self._context = None
        if not self._pipeline.recorded_all():
            self._notes += ("the recording lacks frames: the disk or the processor is too slow for this rate",)


def _find_camera(rs: Any, context: Any, serial: str | None) -> Any:
    """Asked before the pipeline starts, for that blocks 15 s where there is no camera."""
    devices = list(context.query_devices())
    if not devices:
        raise CameraError(_NO_CAMERA)
    if serial is None:
        return devices[0]
    serials = [read_device_info(device, rs.camera_info.serial_number) for device in devices]
    if serial not in serials:
        found = ", ".join(str(s) for s in serials)
        raise CameraError(f"no camera with the serial number {serial}; connected: {found}")
    return devices[serials.index(serial)]


def _depth_modes(rs: Any, sensor: Any) -> list[DepthMode]:
    videos = [
        profile.as_video_stream_profile()
        for profile in sensor.get_stream_profiles()
        if profile.stream_type() == rs.stream.depth and profile.format() == rs.format.z16
    ]
    return [DepthMode(video.width(), video.height(), video.fps()) for video in videos]


def _usb_notes(rs: Any, device: Any) -> list[str]:
    usb = read_device_info(device, rs.camera_info.usb_type_descriptor)
    if usb is None or not usb.startswith(("1", "2")):
        return []
    return [f"the camera is on USB {usb} and gives coarser depth; use a USB 3 port and a USB 3 cable"]


def _set_up(rs: Any, sensor: Any) -> None:
    """Medium Density keeps most surfaces and few false ones (librealsense wiki, D400 Series Visual Presets)."""
    for option, value in (
        (rs.option.visual_preset, int(rs.rs400_visual_preset.medium_density)),
        (rs.option.enable_auto_exposure, 1),
        (rs.option.emitter_enabled, 1),
    ):
        if sensor.supports(option) and not sensor.is_option_read_only(option):
            sensor.set_option(option, value)


def _start(
    rs: Any, device: Any, mode: DepthMode, name: str, accelerometer: bool, record_to: Path | None
) -> tuple[DepthPipeline, tuple[str, ...]]:
    """Start with the accelerometer, or without it where the system does not let us have it."""
    serial = read_device_info(device, rs.camera_info.serial_number)
    if accelerometer:
        try:
            return DepthPipeline(rs, mode, serial=serial, accelerometer=True, record_to=record_to), ()
        except CameraError:
            if record_to is not None:
                record_to.unlink(missing_ok=True)
    try:
        pipeline = DepthPipeline(rs, mode, serial=serial, record_to=record_to)
    except CameraError as error:
        raise CameraError(_cannot_start(name, error)) from error
    if accelerometer:
        return pipeline, ("the accelerometer cannot be read; which way is down is found from the floor",)
    return pipeline, ()


def _cannot_start(name: str, error: Exception) -> str:
    return (
        f"{name} cannot be started ({' '.join(str(error).split())}): close other programs that use it, "
        "check on Linux that librealsense's udev rules are installed, plug it in anew"
    )
