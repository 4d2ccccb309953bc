"""Fills a catalogue with the sample publisher."""

from collections import Counter

from data.operational.catalogue import Catalogue
from data.operational.kept import Verdict
from data.publisher.sample_catalogue import SampleCatalogue


def fill(catalogue: Catalogue, samples: SampleCatalogue) -> Counter[Verdict]:
    """Put every noun, what others refer to first; return how many rows had each verdict."""
    verdicts = catalogue.sites.put_many(samples.sites)
    verdicts += catalogue.sources.put_many(samples.sources)
    verdicts += catalogue.articles.put_many(samples.articles)
    verdicts += catalogue.promos.put_many(samples.promos)
    verdicts += catalogue.placements.put_many(samples.placements)
    return Counter(verdicts)
