"""Every choice of the fit, as one value; it goes into the model's manifest."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FitSettings:
    """What LightFM is given; the defaults suit a publisher's log of some weeks.

    `epochs` is the most to try: validation time decides. `log_share` is the share of the slots
    that were looked at, `unclicked_share` that of the unclicked exposures among them that were
    read: training.job sets both. `cold_articles` and `cold_promos` are
    shares of rows learned without the id, so that the others stand for what is new. A feature met
    in fewer than `rarest` exposures is left out. Topics are standardised, then scaled by
    `topic_scale`, the worth of the words by `wording_scale` (0 leaves it out).
    With one thread the same log gives the same model, bit by bit.
    """

    components: int = 8
    epochs: int = 8
    rate: float = 0.03
    alpha: float = 0.0
    topics: int = 16
    buckets: int = 2**15
    topic_scale: float = 0.3
    wording_scale: float = 0.3
    rarest: int = 20
    cold_articles: float = 0.2
    cold_promos: float = 0.2
    log_share: float = 1.0
    unclicked_share: float = 1.0
    threads: int = 1
    seed: int = 1
