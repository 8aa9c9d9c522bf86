"""Whether the person is in the picture, and when they left it and came back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Presence:
    """Follows it frame by frame."""

    _seen: bool = False
    """At all, so far."""
    _absent_since: float | None = None

    def returned(self, time_s: float, in_view: bool) -> str | None:
        """Take in a frame; a note of the absence if it ends here."""
        if not in_view:
            self._absent_since = time_s if self._absent_since is None else self._absent_since
            return None
        left_s = self._absent_since if self._seen else None
        self._seen, self._absent_since = True, None
        return (
            None if left_s is None else f"the person left the picture at {left_s:.1f} s and was back at {time_s:.1f} s"
        )
