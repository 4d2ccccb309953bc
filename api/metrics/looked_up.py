"""What is found at the moment of asking: the keeper, the snapshots, the models, the inboxes."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from api.metrics.drained import drained, kept, waiting
from api.metrics.exposition import Family, Kind, Sample, gauge
from api.observing.count_content import Facts
from api.snapshots.keeper_state import read_state
from data.models.model_manifest import Manifest
from data.models.model_store import ModelStore
from data.storage_settings import StorageSettings
from recommender.errors import ChirashiError

Looking = Callable[[StorageSettings, int], Iterable[Family]]


def looked_up(storage: StorageSettings, *, now_ms: int) -> Iterator[Family]:
    """Yield what can be found, and a figure for each part that cannot be looked at."""
    unreadable = []
    for part, look in LOOKS.items():
        try:
            yield from list(look(storage, now_ms))
        except (ChirashiError, OSError):
            unreadable.append(Sample(1, (("part", part),)))
    yield Family("unreadable", "Parts that could not be looked at.", Kind.GAUGE, unreadable)


def served(living: Sequence[Facts], *, now_ms: int) -> Iterator[Family]:
    """Yield what the workers serve: of several snapshots, the oldest."""
    yield from gauge("workers", "Workers that are alive.", len(living))
    served = [facts for facts in living if facts.get("snapshot") is not None]
    yield from gauge("workers_ready", "Workers that serve a snapshot.", len(served))
    if served:
        oldest = min(served, key=lambda facts: int(facts["snapshot"]))
        age_seconds = max(0.0, (now_ms - int(oldest["made_at_ms"])) / 1000)
        number, told = int(oldest["snapshot"]), "The oldest snapshot that a worker serves."
        yield from gauge("snapshot_number", told, number)
        yield from gauge("snapshot_age_seconds", "Since it was made.", age_seconds)
        yield Family(
            "model_info",
            "The model of that snapshot; empty without one.",
            Kind.GAUGE,
            [Sample(1, (("version", str(oldest.get("model") or "")),))],
        )
        yield Family(
            "temperature",
            "At which that snapshot's placements are drawn, of those that have one of their own.",
            Kind.GAUGE,
            [
                Sample(tau, (("site", site), ("placement", placement)))
                for site, placement, tau in oldest.get("temperatures", ())
            ],
        )


def _keeper(storage: StorageSettings, _now_ms: int) -> Iterator[Family]:
    state = read_state(storage.snapshots)
    if state is not None:
        told = "When the keeper last looked for changes."
        yield from gauge("keeper_last_look_timestamp_seconds", told, state.at_ms / 1000)
        told = "Whether something stands in the keeper's way: /readyz says what."
        yield from gauge("keeper_problem", told, int(state.problem is not None))


def _models(storage: StorageSettings, _now_ms: int) -> Iterator[Family]:
    store = ModelStore(storage.models)
    manifests = [store.manifest(version) for version in store.versions()]
    passed = [each for each in manifests if each.scorecard.get("promoted") is True]
    yield from gauge(
        "last_training_timestamp_seconds", "When a model was last made.", _newest(manifests)
    )
    told = "When a model was last made that passed the screen."
    yield from gauge("last_good_training_timestamp_seconds", told, _newest(passed))
    live = store.live()
    if live is not None:
        made = store.manifest(live).created_at.timestamp()
        yield from gauge("model_created_timestamp_seconds", "When the live model was made.", made)


def _newest(manifests: Sequence[Manifest]) -> float | None:
    return max((each.created_at.timestamp() for each in manifests), default=None)


def _disk(storage: StorageSettings, _now_ms: int) -> Iterator[Family]:
    free = shutil.disk_usage(storage.home).free
    yield from gauge("home_free_bytes", "Free bytes on the disk of CHIRASHI_HOME.", free)


LOOKS: Mapping[str, Looking] = {
    "keeper": _keeper,
    "inboxes": waiting,
    "drain": drained,
    "lake": kept,
    "models": _models,
    "disk": _disk,
}


def compiled(parts: Mapping[str, bool]) -> Iterator[Family]:
    """Yield which of the compiled parts run."""
    samples = [Sample(int(is_on), (("part", part),)) for part, is_on in parts.items()]
    yield Family("compiled", "Whether the compiled part runs.", Kind.GAUGE, samples)
