"""The methods that are compared: texts and vectors in, a group for each text out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.intp]
Method = Callable[[Sequence[str], Sequence[str], NDArray[np.float32], int | None, int], Labels]
MOST_GROUPS = 40  # looked at by the silhouette, as by ours
_SILHOUETTE_TEXTS = 2000  # drawn for the silhouette of a larger set


def tfidf(
    texts: Sequence[str], languages: Sequence[str], vectors: NDArray[np.float32], groups: int | None, seed: int
) -> Labels:
    """Group by plain TF-IDF and scikit-learn's k-means, k by the best silhouette of 2 to 40.

    Words without case and accents, in two texts at least and half of them at most, logarithmic
    counts; ten starts of k-means (k-means++), one for each k that is tried.
    """
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import silhouette_score

    weigh = TfidfVectorizer(strip_accents="unicode", min_df=2, max_df=0.5, sublinear_tf=True)
    table = weigh.fit_transform(texts)
    number = groups
    if number is None:
        scores: dict[int, float] = {}
        for tried in range(2, min(MOST_GROUPS, len(texts) - 1) + 1):
            found = KMeans(tried, n_init=1, random_state=seed).fit_predict(table)
            if len(np.unique(found)) > 1:
                sample = min(_SILHOUETTE_TEXTS, len(texts))
                scores[tried] = silhouette_score(table, found, sample_size=sample, random_state=seed)
        number = max(scores, key=lambda tried: (scores[tried], -tried), default=1)
    return np.asarray(KMeans(number, n_init=10, random_state=seed).fit_predict(table), dtype=np.intp)


def bertopic(
    texts: Sequence[str], languages: Sequence[str], vectors: NDArray[np.float32], groups: int | None, seed: int
) -> Labels:
    """Group by BERTopic on the same vectors, as it comes but for the seed of UMAP.

    Its own k is HDBSCAN's; the texts that HDBSCAN leaves out then join the topic whose mean is
    nearest (`reduce_outliers`, "embeddings"), since all methods are scored on all texts. A given k
    is had by k-means in the place of HDBSCAN, as its documentation says.
    """
    from bertopic import BERTopic
    from sklearn.cluster import KMeans
    from umap import UMAP

    space = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed, n_jobs=1)
    clusters = {} if groups is None else {"hdbscan_model": KMeans(groups, n_init=10, random_state=seed)}
    model = BERTopic(embedding_model=None, umap_model=space, **clusters)
    found, _ = model.fit_transform(list(texts), embeddings=np.asarray(vectors, dtype=np.float32))
    topics = np.asarray(found)
    if groups is None and (topics < 0).any() and (topics >= 0).any():
        topics = np.asarray(
            model.reduce_outliers(list(texts), topics.tolist(), strategy="embeddings", embeddings=vectors)
        )
    return np.asarray(topics, dtype=np.intp)


def ours(
    texts: Sequence[str], languages: Sequence[str], vectors: NDArray[np.float32], groups: int | None, seed: int
) -> Labels:
    """Group as the site does. `nearest` is scored: it gives a group to the weakest texts too."""
    from synthesis.clustering import Parameters, group

    found = group(texts, vectors, languages=languages, parameters=Parameters(groups=groups, seed=seed))
    return found.nearest


METHODS: Mapping[str, Method] = {"tfidf": tfidf, "bertopic": bertopic, "ours": ours}
DRAWN: frozenset[str] = frozenset({"tfidf", "bertopic"})  # methods that differ from seed to seed


def warm(method: Method) -> None:
    """Run a method on a small sample, so that reading libraries and compiling is not timed."""
    drawn = np.random.default_rng(0)
    words = [f"mot{number} sujet{number % 7} idee{number % 5}" for number in range(60)]
    vectors: Any = drawn.standard_normal((60, 16)).astype(np.float32)
    method(words, ["fr"] * 60, vectors, 4, 0)
