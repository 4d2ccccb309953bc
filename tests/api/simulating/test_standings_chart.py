"""The chart tells every policy's share of the knowable, day by day."""

from api.simulating.contest import Bout, play
from api.simulating.standings import standings
from api.simulating.standings_chart import standings_svg

TINY = "tests.api.simulating.tiny_worlds:tiny"


def test_every_policy_and_day_is_drawn() -> None:
    bout = Bout(path=TINY, seed=1, policies=("random",), days=3, views=40)
    drawn = standings_svg("A tiny world", standings([play(bout)]))
    for told in ("A tiny world", "knowable", "random", "share of the knowable"):
        assert told in drawn
    assert drawn.count('aria-roledescription="point"') == 2 * 3
