"""The standings, and what they were reckoned from, as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from api.simulating.contest import Played
from api.simulating.standings import standings


def standings_json(by_world: Mapping[str, Sequence[Played]]) -> str:
    """Return all worlds: the plan, the standings, and what each seed gave."""
    content = {path: _world(played) for path, played in by_world.items()}
    return json.dumps(content, indent=1) + "\n"


def _world(played: Sequence[Played]) -> dict[str, Any]:
    plan = played[0].plan
    return {
        "days": plan.days,
        "views_a_day": plan.views_a_day,
        "first_day": plan.first_day.isoformat(),
        "standings": [asdict(each) for each in standings(played)],
        "seeds": {
            each.bout.seed: {name: asdict(earned) for name, earned in each.earned.items()}
            for each in played
        },
    }
