"""Names that are not taken yet."""

import pytest

from sketchpose_engine.core.unique_names import unique_name


@pytest.mark.parametrize(
    ("taken", "name"), [((), "a"), (("a",), "a_2"), (("a", "a_2"), "a_3"), (("a_2",), "a")]
)
def test_the_first_variant_that_is_free(taken, name):
    assert unique_name("a", taken.__contains__) == name


def test_variants_are_numbered_as_asked_for_whatever_the_name_contains():
    assert unique_name("{0}", {"{0}"}.__contains__, "{name} ({number})") == "{0} (2)"
