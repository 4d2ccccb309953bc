"""Joins rows of two sparse matrices, in no more memory than the result takes.

scipy's `hstack` of picked rows holds three copies of them: 1.3 GB for two million visits.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

# Rows at a time.
CHUNK = 100_000

Numbers = NDArray[np.signedinteger]


def joined_rows(
    left: sparse.csr_matrix, right: sparse.csr_matrix, *, of_left: Numbers, of_right: Numbers
) -> sparse.csr_matrix:
    """Return [n, columns]: row i is row `of_left[i]` and row `of_right[i]`, in other columns."""
    sizes = np.diff(left.indptr)[of_left], np.diff(right.indptr)[of_right]
    ends = np.concatenate([[0], np.cumsum(sizes[0] + sizes[1], dtype=np.int64)])
    columns, values = np.empty(ends[-1], np.int32), np.empty(ends[-1], np.float32)
    for start in range(0, len(of_left), CHUNK):
        rows = slice(start, min(start + CHUNK, len(of_left)))
        begins = ends[rows]
        sides = ((left, of_left, begins), (right, of_right, begins + sizes[0][rows]))
        for part, chosen, at in sides:
            source, target = _places(part, chosen[rows], at)
            columns[target] = part.indices[source]
            values[target] = part.data[source]
    return sparse.csr_matrix((values, columns, ends), shape=(len(of_left), left.shape[1]))


def _places(
    part: sparse.csr_matrix, chosen: Numbers, at: Numbers
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the entries of chosen rows stand, and where they go if each row goes to `at`."""
    sizes = np.diff(part.indptr)[chosen]
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    starts = part.indptr[chosen].astype(np.int64)
    return np.repeat(starts, sizes) + within, np.repeat(at, sizes) + within
