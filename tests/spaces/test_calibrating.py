"""The texts on which a user's own model is calibrated give what public data gave for ours."""

from __future__ import annotations

import numpy as np
import pytest

from sdol.errors import SdolError
from sdol.kernel.calibrating import measured, packaged_groups, read_groups, telling
from sdol.lvm.calibration import Calibration
from sdol.spaces.registry import manifest, open_space


@pytest.mark.parametrize("name", ["minilm", "swift"])
def test_the_packaged_texts_stand_for_public_data(name):
    groups = packaged_groups()
    found = measured(open_space(name).embed([t for group in groups for t in group]), groups, name)
    public = Calibration.from_dict(manifest(name).calibration)
    assert abs(Calibration.from_dict(found).same_threshold - public.same_threshold) < 0.03
    assert telling(found) > 1.5


def test_groups_are_apart_by_empty_lines():
    text = "\n\na\nb\r\n \t\n\nc\n" + "\n".join(f"\nx{n}\ny{n}" for n in range(30))
    groups = read_groups(text, "a file")
    assert groups[:2] == [["a", "b"], ["c"]]
    assert len(groups) == 32


@pytest.mark.parametrize(
    "text", ["", "a\n\nb", "\n".join(map(str, range(100))), "\n\n".join(map(str, range(100)))]
)
def test_too_few_texts_or_none_alike(text):
    with pytest.raises(SdolError) as caught:
        read_groups(text, "a file")
    assert caught.value.code == "E0719"


def test_a_space_that_tells_nothing_apart():
    with pytest.raises(SdolError) as caught:
        measured(np.ones((4, 3), np.float32), [["a", "b"], ["c", "d"]], "flat")
    assert caught.value.code == "E0719"
