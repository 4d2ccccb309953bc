"""The pages of a log: an article that a class of readers met, however often."""

import numpy as np
from numpy.typing import NDArray

from training.encoding import Codes


def distinct_pages(articles: Codes, readers: Codes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the article and reader [2, pages] of each page, and the page [n] of each exposure."""
    width = int(readers.max(initial=0)) + 1
    keys, page = np.unique(articles.astype(np.int64) * width + readers, return_inverse=True)
    return np.stack(np.divmod(keys, width)), page.astype(np.int64)
