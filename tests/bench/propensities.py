"""Are the logged propensities those of the draws? 200 random catalogues under random rules.

z = sum(1{p at k} - pi) / sqrt(sum pi(1 - pi)) for each slot and promo, none above 5.5.
"""

from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from tests.recommender.propensity_check import LARGEST_Z, largest_z
from tests.recommender.random_pages import RULE_NAMES, random_page

CATALOGUES = 200
DRAWS = 100_000


def run(*, catalogues: int = CATALOGUES, draws: int = DRAWS) -> dict[str, float]:
    """Return the greatest z of all, and in how many catalogues each rule was on."""
    with ProcessPoolExecutor() as pool:
        scores = list(pool.map(_score, range(catalogues), [draws] * catalogues))
    on = Counter(
        name for seed in range(catalogues) for at, name in enumerate(RULE_NAMES) if seed >> at & 1
    )
    counts = {f"catalogues_with_{name}": float(on[name]) for name in RULE_NAMES}
    return {"largest_z": max(scores), "allowed_z": LARGEST_Z, "draws": float(draws)} | counts


def _score(seed: int, draws: int) -> float:
    return largest_z(random_page(seed), draws=draws, seed=seed)


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name:28} {value:12.3f}")
