"""Routing: regions fitted together from labelled examples, with a calibrated void outside them all.

Which label a point belongs to is decided by multinomial logistic regression; whether it belongs to any, by how
familiar it is: the free energy of those logits (Liu et al. 2020, "Energy-based out-of-distribution
detection"), its cosine to the nearest centre and to the nearest of a few prototypes of each label, each in
standard deviations of held-out examples, and added. The threshold is the conformal quantile of that sum on held-out
examples (Vovk, Gammerman, Shafer 2005; cross-fitted: Vovk 2015).

No out-of-scope message is seen in fitting. Of twenty such sums, tried on parts of the training files of CLINC150
and Banking77 with a quarter of the intents hidden, this is within .02 of the best AUROC with all examples; among
these it was chosen with sight of CLINC150's validation file, where it is the best.
"""

from __future__ import annotations

from sdol.lvm.routing.field import Field
from sdol.lvm.routing.labelled import Labelled
from sdol.lvm.routing.router import Router, Verdict

__all__ = ["Field", "Labelled", "Router", "Verdict"]
