"""Every failure a user can meet, under one root, each a plain line that says what to do."""


class DepthHingeError(Exception):
    """A known failure: its text is one plain line saying what is wrong, where, and what to do."""


class UsageError(DepthHingeError):
    """What was asked for makes no sense (a length without a unit, a folder that exists): exit code 2."""


class CameraError(DepthHingeError):
    """No camera, or one that cannot be used."""


class RecordingError(DepthHingeError):
    """A file or folder that cannot be read as depth: missing, empty, truncated or foreign."""


class SceneError(DepthHingeError):
    """The room or the person cannot be found in the depth."""


class SessionError(DepthHingeError):
    """A session folder that cannot be read or written."""


class SettingsError(DepthHingeError):
    """A calibration file that is missing, malformed or out of range."""


class MissingLibraryError(DepthHingeError):
    """An optional library, or a system library under it, is not on this machine."""
