"""Every policy that can play, by the name it is asked for.

What needs a library that serving does without is loaded when it is to play.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from api.simulating.chance import Chance
from api.simulating.contender import Contender, Entrant, Known
from api.simulating.oracles import Oracle
from api.simulating.playing import Game
from api.simulating.thompson_popularity import PopularitySettings, ThompsonPopularity
from api.simulating.true_rates import TrueRates
from data.worlds.world import World
from recommender.errors import Invalid

TRUTH, KNOWABLE = "truth", "knowable"
RANDOM = "random"
OURS = "chirashi"
PARTS = ("optimism", "online", "refit", "drift", "factors", "learned-prior", "portable-prior")
"""What ours can play without, to tell what each part gives."""


def _vowpal(known: Known) -> Contender:
    from api.simulating.vowpal_policy import VowpalPolicy, VowpalSettings

    return VowpalPolicy(known, VowpalSettings())


def _optimistic_vowpal(known: Known) -> Contender:
    from api.simulating.vowpal_policy import VowpalPolicy, VowpalSettings

    return VowpalPolicy(known, VowpalSettings(section_optimism=1.0))


def _factorised(known: Known) -> Contender:
    from api.simulating.factorised_policy import FactorisedPolicy, FactorisedSettings

    return FactorisedPolicy(known, FactorisedSettings())


def _crossed(without: str = "nothing") -> Entrant:
    def entrant(known: Known) -> Contender:
        from api.simulating.crossed_parts import WITHOUT
        from api.simulating.crossed_policy import CrossedPolicy

        return CrossedPolicy(known, WITHOUT[without])

    return entrant


LEARNERS: Mapping[str, Entrant] = MappingProxyType(
    {
        OURS: _crossed(),
        **{f"{OURS}-without-{part}": _crossed(part) for part in PARTS},
        RANDOM: Chance,
        "popularity": lambda known: ThompsonPopularity(known, PopularitySettings()),
        "vowpal": _vowpal,
        "vowpal-optimism": _optimistic_vowpal,
        "lightfm": _factorised,
    }
)
PEERS = ("popularity", "vowpal", "vowpal-optimism", "lightfm")
NAMES = (TRUTH, KNOWABLE, *LEARNERS)
DEFAULT_NAMES = tuple(name for name in NAMES if not name.startswith(f"{OURS}-without"))


def game_of(world: World, names: Sequence[str], *, seed: int) -> Game:
    """Return the game of these policies; the knowable truth plays always, as all is told by it.

    Raises Invalid if a name is none.
    """
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        raise Invalid(f"no policy is called {unknown[0]!r}: choose among {', '.join(NAMES)}")
    known = Known.of(world, seed=seed)
    truths = {
        TRUTH: TrueRates(world.click_rates, world),
        KNOWABLE: TrueRates(world.expected_click_rates, world),
    }
    contenders = {name: _made(name, known, truths) for name in dict.fromkeys((KNOWABLE, *names))}
    return Game(world, known, contenders, tuple(truths.values()))


def _made(name: str, known: Known, truths: Mapping[str, TrueRates]) -> Contender:
    if name in truths:
        return Oracle(known, truths[name])
    return LEARNERS[name](known)
