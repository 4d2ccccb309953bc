"""What policies earn by the true rates: nobody earns more than who knows them."""

import numpy as np
import pytest

from api.simulating.contest import Bout, contest, play
from api.simulating.newcomers import Newcomers
from api.simulating.roster import KNOWABLE, TRUTH
from api.simulating.standings import standings
from recommender.errors import Invalid

TINY = "tests.api.simulating.tiny_worlds:tiny"
NAMES = ("truth", "random", "popularity")


def a_bout(**changes: object) -> Bout:
    return Bout(**({"path": TINY, "seed": 1, "policies": NAMES, "days": 2, "views": 80} | changes))  # type: ignore[arg-type]


def test_the_truth_earns_most_then_the_knowable_and_chance_least() -> None:
    played = play(a_bout(views=300))
    worth = {name: np.mean(earned.days) for name, earned in played.earned.items()}
    assert worth[TRUTH] > worth[KNOWABLE] > worth["popularity"] > worth["random"]


def test_a_bout_is_the_same_in_this_process_and_in_others() -> None:
    bouts = [a_bout(seed=seed) for seed in (1, 2)]
    for played in contest(bouts, processes=2):
        here = play(played.bout)
        assert {name: earned.days for name, earned in here.earned.items()} == {
            name: earned.days for name, earned in played.earned.items()
        }


def test_standings_are_set_against_the_knowable_and_the_best_peer() -> None:
    played = [play(a_bout(seed=seed)) for seed in (1, 2)]
    found = {standing.policy: standing for standing in standings(played)}
    knowable, popularity = found[KNOWABLE], found["popularity"]
    assert knowable.share["run"].mean == 1.0
    assert knowable.distance["run"].mean == 0.0
    assert popularity.distance["run"].mean == 1.0
    shares = [
        np.mean(each.earned["random"].days) / np.mean(each.earned[KNOWABLE].days) for each in played
    ]
    share = found["random"].share["run"]
    assert share.mean == pytest.approx(np.mean(shares), rel=1e-2)
    assert share.low is not None
    assert share.low < share.mean


def test_one_seed_tells_no_interval() -> None:
    (knowable, *_) = standings([play(a_bout(policies=()))])
    assert knowable.share["run"].low is None


def test_days_of_one_view_are_judged() -> None:
    (knowable, *_) = standings([play(a_bout(policies=(), days=3, views=1))])
    assert knowable.share["last_third"].mean == 1.0
    assert knowable.distance == {}


def test_an_unknown_policy_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(Invalid, match=r"no policy is called 'oracle'.*popularity"):
        play(a_bout(policies=("oracle",)))


def test_newcomers_count_their_first_exposures_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.simulating.newcomers.FIRST_EXPOSURES", 3)
    tally = Newcomers.none(2)
    tally.add(np.array([0, 1, 0]), np.array([0.1, 0.5, 0.2]))
    tally.add(np.array([0, 0]), np.array([0.4, 0.8]))
    assert tally.clicks.tolist() == pytest.approx([0.7, 0.5])
    assert tally.exposures.tolist() == [3, 1]
