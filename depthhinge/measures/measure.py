"""All measures of one frame."""

from __future__ import annotations

from dataclasses import dataclass

from depthhinge.body.clinical_angles import measure as measure_angles
from depthhinge.body.joints import JOINT_INDEX
from depthhinge.body.mass import PART_MASSES, part_centres, segment_centres
from depthhinge.body.model import Body
from depthhinge.geometry import Array, Plane
from depthhinge.measures.balance import heel_lift, part_places
from depthhinge.measures.dowel import Dowel, Rod, back_is_hidden
from depthhinge.measures.heels import Heels
from depthhinge.measures.measures import Measures
from depthhinge.measures.reaching import reach_down
from depthhinge.measures.standing import Standing, tilt_of
from depthhinge.measures.symmetry import pelvis_shift, pelvis_turn, shoulder_turn, stance_width, weight_left
from depthhinge.measures.travel import feet_back, foot_lifted, knee_forward, pelvis_back, pelvis_down
from depthhinge.measures.uncertainty import Uncertainty
from depthhinge.measures.wall_gap import Glutes
from depthhinge.tracking.tracked_body import TrackedBody


@dataclass(frozen=True)
class Measurer:
    """What of a person's shape the measures need, prepared once."""

    body: Body
    glutes: Glutes
    heels: Heels
    dowel: Dowel
    mass_centres: Array
    """(n_segments, 3) as `body.mass.segment_centres` gives them."""
    uncertainty: Uncertainty

    @classmethod
    def of(cls, body: Body) -> Measurer:
        """For one person's body."""
        return cls(body, Glutes.of(body), Heels.of(body), Dowel.of(body), segment_centres(body), Uncertainty.of(body))

    def measure(
        self,
        tracked: TrackedBody | None,
        standing: Standing | None,
        wall: Plane | None,
        seen_side: str | None = None,
        rod: Rod | None = None,
    ) -> Measures:
        """Measure a frame; all None when the person is not tracked or has not stood yet.

        The angles of a hidden leg are the fit's estimate: `TrackedBody.joint_seen` tells which are seen.

        Args:
            tracked: the fitted frame.
            standing: the person's own standing posture.
            wall: the wall, its normal toward the person.
            seen_side: the side turned to the camera of someone side-on to it; None = both are seen.
            rod: along the back, virtual or real; None = it cannot be seen.
        """
        if tracked is None or not tracked.tracked or standing is None or tracked.pose is None or tracked.posed is None:
            return Measures()
        joints, facing = tracked.joints, standing.facing
        head, upper_back, sacrum = (None, None, None) if rod is None else (float(gap) for gap in rod.gaps)
        both_knees_seen = tracked.seen("left_knee") and tracked.seen("right_knee")
        parts = part_centres(tracked.posed, self.mass_centres)
        com, places = PART_MASSES @ parts, part_places(parts, standing)
        angles = measure_angles(tracked.pose, joints, facing, standing.pose)
        variances = self.uncertainty.frame_variances(tracked, facing)
        return Measures(
            **vars(angles),
            trunk_from_standing=angles.trunk_inclination - standing.trunk_inclination,
            trunk_minus_shank=angles.trunk_inclination
            - (angles.shank_inclination_left + angles.shank_inclination_right) / 2.0,
            pelvis_tilt=tilt_of(tracked.pose.rotation, facing) - standing.pelvis_tilt,
            pelvis_turn=pelvis_turn(tracked.pose.rotation, standing) if seen_side is None else None,
            shoulder_turn=shoulder_turn(joints, standing),
            pelvis_shift=pelvis_shift(joints, standing),
            weight_left=weight_left(com, standing),
            knee_difference=angles.knee_flexion_left - angles.knee_flexion_right if both_knees_seen else None,
            stance_width=stance_width(joints, facing),
            pelvis_back=pelvis_back(joints, standing),
            pelvis_down=pelvis_down(joints, standing),
            knee_forward=knee_forward(joints, standing),
            feet_back=feet_back(tracked, standing, seen_side),
            foot_lifted=foot_lifted(tracked, standing) if seen_side is None else None,
            wall_gap=None if wall is None else self.glutes.gap(tracked, wall, seen_side),
            dowel_gap_head=head,
            dowel_gap_upper_back=upper_back,
            dowel_gap_sacrum=sacrum,
            com=com,
            cop_foot_fraction=float(PART_MASSES @ places[:, 0]),
            part_places=places,
            heel_lift=heel_lift(joints, standing),
            reach_down=reach_down(joints, standing),
            standard_errors=None if variances is None else self.uncertainty.standard_errors(variances, tracked.pose),
            frame_variances=variances,
        )

    def rod(self, tracked: TrackedBody, standing: Standing, camera_position: Array) -> Rod | None:
        """The virtual rod along the back; None where a camera at (3,) in the room cannot see the back."""
        if tracked.posed is None:
            return None
        if back_is_hidden(standing.facing, standing.joints[JOINT_INDEX["pelvis"]], camera_position):
            return None
        return self.dowel.lay(tracked.posed, standing)
