"""Routing: regions fitted together from labelled examples, with a calibrated void outside them all.

Which label a point belongs to is decided by multinomial logistic regression and the nearest prototype of each
label; what prototypes count is what makes held-out labels most likely. Whether it belongs to any, by how well it fits
the label that it would get: its logit (Hendrycks et al. 2022, "Scaling out-of-distribution detection for real-world
settings"), its cosine to that label's nearest prototype less what is usual there, and its relative Mahalanobis
distance (Ren et al. 2021), each in standard deviations of held-out examples, and added. The threshold is the conformal
quantile of that sum on held-out examples (Vovk, Gammerman, Shafer 2005; cross-fitted: Vovk 2015).

No out-of-scope message is seen in fitting. The sum was chosen among forty on parts of the training files of CLINC150
and Banking77, in two spaces, with 5, 10 and all examples, a quarter of the intents hidden, and texts of other sets.

`Router` gives each point one label or none, `Several` any number of them.
"""

from __future__ import annotations

from sdol.lvm.routing.field import Field
from sdol.lvm.routing.labelled import Labelled
from sdol.lvm.routing.measured import Measured
from sdol.lvm.routing.router import Router, Verdict
from sdol.lvm.routing.separate import Separate
from sdol.lvm.routing.separating import Marked
from sdol.lvm.routing.several import Given, Several

__all__ = ["Field", "Given", "Labelled", "Marked", "Measured", "Router", "Separate", "Several", "Verdict"]
