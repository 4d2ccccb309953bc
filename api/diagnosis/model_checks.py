"""The model that serves, the last training, and whether another training can run."""

import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

from api.diagnosis.finding import Finding, bad, ok, warn
from api.diagnosis.installation import Installation, age_in_words
from data.models.model_manifest import Manifest
from data.models.model_store import ModelStore
from recommender.errors import InvalidModel, NotFound

OLD_SECONDS = 7 * 86_400
LEARNER = "lightfm"
PATIENCE_SECONDS = 60


def live_model(it: Installation) -> Iterator[Finding]:
    """Say which model serves, whether it can be loaded, and how old it is."""
    store = ModelStore(it.storage.models)
    try:
        live = store.live()
        if live is None:
            advice = (
                "`chirashi train`; until then pages are ranked by the shipped prior and by what "
                "readers do meanwhile"
            )
            yield warn("model", "none serves yet", advice)
            return
        store.load(live)
        age_seconds = it.seconds_since(store.manifest(live).created_at.timestamp() * 1000)
    except (InvalidModel, NotFound) as error:
        yield bad("model", str(error), "`chirashi rollback`, or `chirashi train`")
        return
    seen = f"{live} serves and can be loaded, made {age_in_words(age_seconds)} ago"
    if age_seconds > OLD_SECONDS:
        yield warn("model", seen, "train on a schedule: a timer or cron (docs/operating.md)")
    else:
        yield ok("model", seen)


def last_training(it: Installation) -> Iterator[Finding]:
    """Say how the newest training went."""
    store = ModelStore(it.storage.models)
    versions = store.versions()
    if not versions:
        return
    try:
        newest = max((store.manifest(version) for version in versions), key=_made)
    except InvalidModel as error:
        yield warn("training", str(error), "`chirashi train` makes another")
        return
    age = age_in_words(it.seconds_since(newest.created_at.timestamp() * 1000))
    why = newest.scorecard.get("screen", "made elsewhere")
    seen = f"the newest, {newest.version}, was made {age} ago: {why}"
    if newest.scorecard.get("promoted") is False:
        advice = "what served before goes on: let the log grow, and train again"
        yield warn("training", seen, f"{advice}; see `chirashi models`")
    else:
        yield ok("training", seen)


def _made(manifest: Manifest) -> float:
    return manifest.created_at.timestamp()


def learner(_it: Installation) -> Iterator[Finding]:
    """Say whether the learner loads, in a process of its own: a bad build ends the process."""
    if find_spec(LEARNER) is None:
        advice = "pip install '.[training]' where you train; serving does not need it"
        yield warn("learner", "lightfm is not installed here", advice)
        return
    command = [sys.executable, "-W", "error", "-c", f"import {LEARNER}"]
    done = subprocess.run(  # noqa: S603 - a command of ours
        command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    if done.returncode == 0:
        yield ok("learner", "lightfm loads")
        return
    last = (done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"])[-1]
    advice = "build it here: pip install --force-reinstall --no-binary lightfm-next lightfm-next"
    yield bad("learner", f"lightfm does not load ({last})", advice)
