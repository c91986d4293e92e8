"""The sample in three dimensions."""

import pytest

from sketchpose_engine.live.requests import CloseImage, OpenImage


def test_it_opens_at_its_first_strokes_and_learns_from_both_slices(user):
    one = user()
    one.program.project_controller.open_sample("Nuclei in 3D", "nuclei_stack")
    one.wait_until(lambda: one.scene is not None)
    assert one.scene.code == "z09"
    assert set(one.scene.drawn) == {1, 2}
    assert one.scene.file_depth_step_um == pytest.approx(1)
    assert one.scene.pixel_size_um == pytest.approx(0.25)
    one.wait_until(lambda: held(one.session) == {"nuclei_stack.z09", "nuclei_stack.z17"})


def test_after_an_image_was_outdated_both_slices_are_learned_from_again(user):
    one = user()
    one.program.project_controller.open_sample("Nuclei in 3D", "nuclei_stack")
    both = {"nuclei_stack.z09", "nuclei_stack.z17"}
    one.wait_until(lambda: held(one.session) == both)
    frames = one.program.project_controller.frames
    frames.forget("nuclei_stack")  # as after another choice of axes, or imported tracks
    one.wait_until(lambda: not held(one.session))
    frames.reopen()
    one.wait_until(lambda: held(one.session) == both)


def held(session):
    """Keys of the frames that the engine has."""
    keys = set()
    for each in list(session.asked):
        if isinstance(each, OpenImage):
            keys.add(each.image_id)
        elif isinstance(each, CloseImage):
            keys.discard(each.image_id)
    return keys
