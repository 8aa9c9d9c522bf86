"""What each rep was: by the classifier, or by somebody who corrected it."""

from __future__ import annotations

from dataclasses import dataclass

from depthhinge.drills.rep import Label, Rep
from depthhinge.sessions.annotations import Annotations


@dataclass(frozen=True)
class Judged:
    """A rep with the last word on it."""

    rep: Rep
    label: Label
    rounded: bool | None
    corrected_from: Label | None = None
    """What the classifier said, where somebody knew better."""

    @classmethod
    def of(cls, rep: Rep, added: Annotations) -> Judged:
        """A rep of a session to which people have added something."""
        correction = added.corrected(rep.number)
        label, rounded = rep.verdict.label, rep.verdict.rounded
        if correction is None:
            return cls(rep, label, rounded)
        better = correction.label or label
        return cls(
            rep,
            better,
            rounded if correction.rounded is None else correction.rounded,
            None if better is label else label,
        )

    @property
    def clean(self) -> bool:
        """A hinge with nothing to say against it."""
        return self.label is Label.HINGE and not self.rounded and not self.rep.faults
