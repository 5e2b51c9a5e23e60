"""What is different between two routers."""

from __future__ import annotations

from collections import Counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.lvm.routing import Router


def compared(router: Router, before: Router) -> dict[str, Any]:
    """Examples and labels of a router that another lacks, and those of that one that it lacks."""
    now, then = _examples(router), _examples(before)
    return {
        "learned": _told(now - then),
        "gone": _told(then - now),
        "labels_new": [name for name in router.names if name not in before.names],
        "labels_gone": [name for name in before.names if name not in router.names],
        "reach": router.field.threshold != before.field.threshold,
        "fitted_anew": not _same_heads(router, before),
    }


def _examples(router: Router) -> Counter[tuple[str, str, bytes]]:
    """Each example as its label, its text and the bits of its vector: how often it is there."""
    rows, codes, texts = router.examples()
    return Counter(
        (router.names[code], text, row.tobytes()) for row, code, text in zip(rows, codes, texts, strict=True)
    )


def _told(found: Counter[tuple[str, str, bytes]]) -> list[dict[str, str]]:
    return [{"label": label, "text": text} for label, text, _ in found.elements()]


def _same_heads(router: Router, before: Router) -> bool:
    one, other = router.field.rows, before.field.rows
    return one.shape == other.shape and bool((one == other).all())
