"""The sample publisher's truth: a `World` whose tastes follow from a seed and the samples."""

import numpy as np

from data.publisher.appeal import appeal
from data.publisher.hidden import Floats
from data.publisher.hidden_world import HiddenWorld
from data.publisher.readers import draw_readers
from data.publisher.readership import MS_PER_HOUR, Readership
from data.publisher.sample_catalogue import SampleCatalogue
from data.publisher.tastes import ALWAYS_MS, Era, Tastes

SITE = "japan-daily"
# Of promos drawn at random, before age takes its part.
MEAN_CLICK_RATE = 0.045
ASKED = 1_000


class SampleWorld(HiddenWorld):
    """Readers of one site among the catalogue's promos; equal seeds and catalogues, equal truth."""

    def __init__(self, catalogue: SampleCatalogue, *, seed: int, site: str = SITE) -> None:
        readership = Readership(
            next(each for each in catalogue.sites if each.id == site),
            articles=[each for each in catalogue.articles if each.site == site],
            promos=catalogue.promos,
            seed=seed,
        )
        eras = (Era(ALWAYS_MS, appeal(seed, readership.articles, readership.promos)),)
        logits = _logits_of_welcome(readership, eras[0], np.random.default_rng(seed))
        super().__init__(
            readership,
            placements=[each for each in catalogue.placements if each.site == site],
            tastes=Tastes(eras).settled(logits, mean_click_rate=MEAN_CLICK_RATE),
        )


def _logits_of_welcome(readership: Readership, era: Era, rng: np.random.Generator) -> Floats:
    """Return log-odds of welcome promos beside any article, whatever the date."""
    readers = draw_readers(ASKED, rng, segment_shares=readership.segment_shares)
    article = rng.integers(len(readership.articles), size=ASKED)
    tables = era.appeal
    logits = (
        tables.own
        + tables.by_article[article]
        + tables.by_place[readers.place]
        + tables.by_device[readers.device]
        + tables.by_hour[readers.millisecond // MS_PER_HOUR]
        + tables.by_segment[readers.segment]
    )
    welcome = readership.welcome.to(article, readers.place, readers.language)
    return np.asarray(logits[welcome])
