"""The three ways to decide, each as labels, how strange each message is, and how sure the label."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from benchmarks.learning.data import Data

SHRINKAGE = 0.1


class Judged(NamedTuple):
    """Of each message the label, how strange it is (any scale), and the probability of the label if it has one."""

    labels: Any
    strangeness: Any
    probabilities: Any


def ours(data: Data) -> tuple[Judged, Any]:
    """By the distances that a `route` takes; and the router."""
    from sdol.lvm import distances
    from sdol.lvm.routing import Router

    router = Router.fit(data.points, data.labels.tolist())
    away = distances(router.regions, data.queries)
    logits, _ = router.field.judged(np.ascontiguousarray(data.queries))
    sure = router.field.probabilities(logits).max(axis=1)
    return Judged(np.array(router.names)[away.argmin(axis=1)], away.min(axis=1), sure), router


def floor(data: Data) -> Judged:
    """Logistic regression for the label, relative Mahalanobis distance (Ren et al. 2021) for the void."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=10, max_iter=300).fit(data.points, data.labels)
    sure = fitted.predict_proba(data.queries)
    names, codes = np.unique(data.labels, return_inverse=True)
    means = np.stack([data.points[codes == code].mean(axis=0) for code in range(len(names))])
    within = _whitening(data.points - means[codes])
    middle = data.points.mean(axis=0)
    whole = _whitening(data.points - middle)
    nearest = _squares(data.queries @ within, means @ within).min(axis=1)
    background = _squares(data.queries @ whole, middle[None] @ whole)[:, 0]
    return Judged(fitted.classes_[sure.argmax(axis=1)], nearest - background, sure.max(axis=1))


def peer(data: Data) -> Judged:
    """semantic-router over the same vectors: its best route, and the confidence that it gives it."""
    router = semantic_router(data)
    choices = [router(asked(at)) for at in range(len(data.queries))]
    sure = np.array([choice.confidence or 0.0 for choice in choices])
    return Judged(np.array([choice.name or "" for choice in choices]), -sure, sure)


def asked(at: int) -> str:
    """The text by which `semantic_router` knows a message."""
    return f"message {at}"


def semantic_router(data: Data, embed: Callable[[list[str]], Any] | None = None) -> Any:
    """Its router, with an encoder that looks the vectors up, and embeds what it does not know if it can."""
    from semantic_router import IndexedRouter, Route
    from semantic_router.encoders import DenseEncoder

    known = {str(at): point.tolist() for at, point in enumerate(data.points)}
    known |= {asked(at): query.tolist() for at, query in enumerate(data.queries)}

    class Table(DenseEncoder):
        name: str = "table"

        def __call__(self, docs: list[str]) -> list[list[float]]:
            if embed is not None and any(doc not in known for doc in docs):
                found: list[list[float]] = embed(docs).tolist()
                return found
            return [known[doc] for doc in docs]

    names = np.unique(data.labels)
    spoken = [[str(at) for at in np.flatnonzero(data.labels == name)] for name in names]
    routes = [Route(name=str(name), utterances=said) for name, said in zip(names, spoken, strict=True)]
    return IndexedRouter(encoder=Table(), routes=routes)


def _whitening(rows: Any) -> Any:
    """The matrix under which rows have the identity for their covariance, drawn towards a multiple of it."""
    covariance = (rows.T @ rows / len(rows)).astype(np.float64)
    even = np.trace(covariance) / len(covariance) * np.eye(len(covariance))
    return np.linalg.cholesky(np.linalg.inv((1 - SHRINKAGE) * covariance + SHRINKAGE * even))


def _squares(rows: Any, points: Any) -> Any:
    return (rows**2).sum(axis=1)[:, None] - 2 * rows @ points.T + (points**2).sum(axis=1)
