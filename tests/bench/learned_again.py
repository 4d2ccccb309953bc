"""What a home has learned, against what an uninterrupted learner makes of its lake."""

from pathlib import Path
from typing import Any

from data.lake.lake_store import Lake
from data.learning.catching_up import go_on
from data.learning.kept_learner import kept_learners
from data.models.cross_store import CrossStore
from data.operational.catalogue import open_catalogue
from data.storage_settings import storage_settings
from recommender.crossed.cross_state import state_of, version_of


def learned_again(home: Path) -> dict[str, Any]:
    """Return how many steps were learned, and whether the lake gives the same state to the bit."""
    storage = storage_settings({"CHIRASHI_HOME": str(home)})
    saves = CrossStore(storage.online_states)
    newest = saves.newest()
    if newest is None:
        return {"steps_learned": 0, "learned_otherwise": 1}
    about = saves.load(newest).about
    catalogue = open_catalogue(storage.database_url)
    learner = kept_learners(storage, catalogue).begun(about["base"]["version"][-16:])
    steps = int(newest.partition("-")[0]) - about["base"]["learned"]
    is_there = go_on(Lake(storage.lake_url), learner, steps=steps)
    is_same = is_there and version_of(state_of(learner.weights)) == newest
    catalogue.close()
    return {"steps_learned": steps, "learned_otherwise": int(not is_same)}
