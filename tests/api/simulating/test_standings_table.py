"""The tables tell shares of the knowable, and distances where there is a peer to compare with."""

from io import StringIO

from rich.console import Console

from api.simulating.contest import Bout, play
from api.simulating.standings import standings
from api.simulating.standings_table import standings_tables

TINY = "tests.api.simulating.tiny_worlds:tiny"


def told(*policies: str, seeds: int = 2) -> list[str]:
    bouts = [
        Bout(path=TINY, seed=seed, policies=policies, days=1, views=30) for seed in range(seeds)
    ]
    console = Console(width=80, record=True, file=StringIO())
    tables = list(standings_tables("A tiny world", standings([play(bout) for bout in bouts])))
    found = []
    for table in tables:
        console.print(table)
        found.append(console.export_text())
    return found


def test_shares_are_percent_of_the_knowable_with_half_of_their_interval() -> None:
    shares, distances = told("random", "popularity")
    assert "A tiny world" in shares
    assert "100.0 ±0.0" in shares
    assert "1.00 ±0.00" in distances
    assert "clicks a" in shares
    assert "…" not in shares + distances


def test_without_a_peer_there_is_no_distance_and_with_one_seed_no_interval() -> None:
    (shares,) = told("random", seeds=1)
    assert "100.0" in shares
    assert "±" not in shares
