"""What a batch that was just drained teaches: from its packed records."""

import numpy as np
from numpy.typing import NDArray

from data.draining.catalogue_names import CatalogueNames
from data.draining.decision_words import two_words
from data.draining.event_rows import Told
from data.draining.record_columns import Records
from data.draining.record_keys import event_keys
from data.inbox.reader_class import unpacked_class
from data.learning.lessons import TAUGHT_BY, Codes, Lessons, PageRead, Place

PAGE_FIELDS = ("site", "article", "reader")


def told_lessons(told: Told, names: CatalogueNames, *, drained_us: Codes) -> Lessons:
    """Return what events [n], drained at `drained_us` [n], teach. Raises Unavailable."""
    teaches = (told.invalid == 0) & np.isin(told.records["event"], TAUGHT_BY)
    told, drained_us = told.chosen(teaches), drained_us[teaches]
    records = told.records
    places, place = _coded(records, ("site", "placement"))
    pages, page = _coded(records, PAGE_FIELDS)
    promos, promo = np.unique(records["promo"], return_inverse=True)
    return Lessons(
        piece=piece_keys(told.slot_keys, views=two_words(told.views)),
        drained_us=drained_us,
        decided_ms=told.words.times_ms,
        kind=records["event"],
        way=records["way"],
        position=records["position"].astype(np.int64),
        place=place,
        page=page,
        promo=promo.reshape(-1),
        places=_places(places, names),
        pages=_pages(pages, names),
        promos=names.promos(promos.tolist()),
    )


def piece_keys(
    slots: NDArray[np.uint64], *, views: tuple[NDArray[np.uint64], NDArray[np.uint64]]
) -> NDArray[np.uint64]:
    """Return the key of each slot [n] in its page view."""
    nothing = np.zeros(len(slots), dtype=np.uint8)
    return event_keys(slots, events=nothing, invalid=nothing, views=views)


def _coded(records: Records, fields: tuple[str, ...]) -> tuple[Records, Codes]:
    """Return the distinct values of some fields, and for each record which of them it has."""
    kinds = [(name, records.dtype[name]) for name in fields]
    chosen = np.empty(len(records), dtype=kinds)
    for name in fields:
        chosen[name] = records[name]
    distinct, which = np.unique(chosen.view(f"V{chosen.dtype.itemsize}"), return_inverse=True)
    return distinct.view(chosen.dtype), which.reshape(-1)


def _places(distinct: Records, names: CatalogueNames) -> list[Place]:
    sites = names.sites(distinct["site"].tolist())
    placements = names.placements(distinct["placement"].tolist())
    return list(zip(sites, placements, strict=True))


def _pages(distinct: Records, names: CatalogueNames) -> list[PageRead]:
    sites = names.sites(distinct["site"].tolist())
    articles = names.articles(distinct["article"].tolist())
    readers = [unpacked_class(bytes(reader)) for reader in distinct["reader"]]
    return [PageRead(*each) for each in zip(sites, articles, readers, strict=True)]
