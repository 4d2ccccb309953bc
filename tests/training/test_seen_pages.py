"""Each pair of an article and a class of readers is one page, and each exposure knows its own."""

import numpy as np

from training.seen_pages import distinct_pages


def test_exposures_find_their_pages_again() -> None:
    articles = np.array([2, 0, 2, 2, 0], dtype=np.int32)
    readers = np.array([1, 0, 1, 0, 3], dtype=np.int32)
    pages, page = distinct_pages(articles, readers)
    assert pages.shape == (2, 4)
    assert pages[0][page].tolist() == articles.tolist()
    assert pages[1][page].tolist() == readers.tolist()


def test_a_log_without_exposures_has_no_pages() -> None:
    nothing = np.empty(0, dtype=np.int32)
    pages, page = distinct_pages(nothing, nothing)
    assert (pages.shape, page.shape) == ((2, 0), (0,))
