"""The replay of real arms: its loop, the bandits' arithmetic, and priors that come back."""

import numpy as np
import pytest

from tests.bench.replay.arm_priors import beta_prior, own_prior, shared_prior, text_weight
from tests.bench.replay.bandit_peers import equal, kl_bound, kl_ucb, thompson, ucb1
from tests.bench.replay.gaussian_arms import ArmPrior, Draw, GaussianArms, gaussian_arms
from tests.bench.replay.play import PolicyOf, expected_regret
from tests.bench.replay.real_arms import ArmRows, RealArms, grouped_tests

OWN = ArmPrior(intercept=-2.0, test_variance=0.3, variances={"arm": 0.1})
GREEDY = Draw(optimism=0.0, spread=0.0, least=1e-3)


def arm_rows(rates: list[list[float]], *, shown: float = 500) -> ArmRows:
    """Return arms of tests of these rates; in each test the first two arms share a headline."""
    tests = np.repeat(np.arange(len(rates)), [len(each) for each in rates])
    arms = np.concatenate([np.arange(len(each)) for each in rates])
    impressions = np.full(len(tests), shown)
    shared = np.stack([np.maximum(arms - 1, 0), arms], axis=1)
    return ArmRows(tests, impressions * np.concatenate(rates), impressions, 0.0 * arms, shared)


def one_group(rates: list[list[float]], *, shown: float = 500) -> RealArms:
    (group,) = grouped_tests(arm_rows(rates, shown=shown))
    return group


def planted_rows() -> ArmRows:
    """Return many tests of 2 headlines x 2 images, each arm twice, with planted logits."""
    rng, count = np.random.default_rng(3), 1_500
    text = rng.normal(0, 0.3, (count, 2))
    headline = text * 0.5 + rng.normal(0, 0.25, (count, 2))
    image = rng.normal(0, 0.15, (count, 2))
    own = rng.normal(0, 0.1, (count, 2, 2, 2))
    level = rng.normal(-3, 0.6, (count, 1, 1, 1))
    logits = (level + headline[:, :, None, None] + image[:, None, :, None] + own).ravel()
    codes = np.indices((count, 2, 2, 2)).reshape(4, -1)
    impressions = np.full(len(logits), 1e7)
    clicks = impressions / (1 + np.exp(-logits))
    return ArmRows(codes[0], clicks, impressions, text[codes[0], codes[1]], codes[1:3].T)


def test_equal_allocation_loses_the_mean_gap_of_every_impression() -> None:
    tests = one_group([[0.2, 0.1], [0.3, 0.1, 0.2]])
    regret = expected_regret(equal, tests, seeds=50)
    by_number = dict(zip(tests.numbers.tolist(), regret.whole, strict=True))
    assert by_number[0] == pytest.approx(0.05 * 1_000, rel=0.03)
    assert by_number[1] == pytest.approx(0.1 * 1_500, rel=0.03)
    assert regret.early.sum() < regret.whole.sum()


def test_long_tests_are_played_in_batches_to_the_last_impression() -> None:
    tests = one_group([[0.0, 0.1], [0.0, 0.1]], shown=10_500)
    assert tests.batches.tolist() == [3, 3]
    assert tests.steps.tolist() == [7_000, 7_000]
    shown = one_group([[0.0, 0.1]], shown=5_000.5)
    assert (shown.batches[0], shown.steps[0]) == (2, 5_001)
    lost = expected_regret(equal, shown, seeds=8).whole[0]
    assert lost == pytest.approx(0.05 * 10_001, rel=0.03)


@pytest.mark.parametrize(
    "policy",
    [
        lambda tests, seeds: thompson(tests, seeds, rate=0.2, size=10),
        lambda tests, seeds: ucb1(tests, seeds, scale=0.3),
        lambda tests, seeds: kl_ucb(tests, seeds, scale=0.3),
        lambda tests, seeds: gaussian_arms(
            tests, seeds, prior=OWN, draw=Draw(optimism=0.5, spread=0.2)
        ),
    ],
    ids=["thompson", "ucb1", "kl_ucb", "ours"],
)
def test_a_policy_finds_the_better_arm_and_never_an_arm_that_is_not(policy: PolicyOf) -> None:
    tests = one_group([[0.4, 0.05], [0.05, 0.05, 0.4]], shown=1_000)
    learned, evenly = (expected_regret(each, tests, seeds=10) for each in (policy, equal))
    assert (learned.whole < 0.3 * evenly.whole).all()


def test_the_bound_is_as_far_as_the_room_allows() -> None:
    means, room = np.array([0.0, 0.01, 0.3, 0.9]), np.array([0.001, 0.01, 0.2, 0.05])
    found, held = kl_bound(means, room), np.clip(means, 1e-9, 1)
    far = held * np.log(held / found) + (1 - held) * np.log((1 - held) / (1 - found))
    assert far == pytest.approx(room, rel=1e-3)


def test_one_click_moves_the_two_active_weights_by_the_formula() -> None:
    ours = GaussianArms(one_group([[0.1, 0.2]]), 1, OWN, GREEDY)
    ours.learn(np.array([[1]]), clicks=np.array([[1]]), shown=np.array([[1]]))
    rate = 1 / (1 + np.exp(2.0))
    narrowing = rate * (1 - rate) / (1 + rate * (1 - rate) * 0.4)
    step = (1 - rate) / (1 + rate * (1 - rate) * 0.4)
    own = ours.active[0, 1, -1]
    assert ours.mean[0, 0, [0, own]] == pytest.approx([-2 + 0.3 * step, 0.1 * step])
    assert ours.variance[0, 0, [0, own]] == pytest.approx(
        [0.3 - 0.3**2 * narrowing, 0.1 - 0.1**2 * narrowing]
    )
    assert ours.mean[0, 0, ours.active[0, 0, -1]] == 0


def test_the_more_is_known_the_less_is_explored() -> None:
    rng, draw = np.random.default_rng(0), Draw(optimism=0.0, spread=1.0)
    ours = GaussianArms(one_group([[0.1, 0.1]]), 2_000, OWN, draw)
    ours.mean[..., ours.active[0, 1, 0]] = 0.3
    before = (ours.choose(1, rng) == 1).mean()
    ours.variance /= 9
    assert 0.6 < before < (ours.choose(1, rng) == 1).mean() - 0.1


def test_what_a_headline_earned_is_believed_of_its_other_arm() -> None:
    shared = ArmPrior(intercept=-2, test_variance=0.3, variances={"headline": 0.1, "arm": 0.01})
    ours = GaussianArms(one_group([[0.1, 0.1, 0.1]]), 1, shared, GREEDY)
    ours.learn(np.array([[0]]), clicks=np.array([[1]]), shown=np.array([[1]]))
    headline = ours.active[0, :, 0]
    assert headline[0] == headline[1] != headline[2]
    assert ours.mean[0, 0, headline[1]] > ours.mean[0, 0, headline[2]] == 0


def test_text_decides_before_the_first_click() -> None:
    rows = arm_rows([[0.1, 0.1, 0.1]])
    rows.text[:] = [0.0, 0.0, 0.5]
    (tests,) = grouped_tests(rows)
    prior = ArmPrior(intercept=-2, test_variance=0.3, variances={"arm": 0.1}, text_weight=0.8)
    chosen = GaussianArms(tests, 5, prior, GREEDY).choose(1, np.random.default_rng(0))
    assert (chosen == 2).all()


def test_priors_come_back_from_planted_tests() -> None:
    rows = planted_rows()
    shared = shared_prior(rows)
    assert shared.intercept == pytest.approx(-3, abs=0.06)
    assert shared.variances["headline"] == pytest.approx(0.25**2 + 0.15**2, rel=0.1)
    assert shared.variances["image"] == pytest.approx(0.15**2, rel=0.15)
    assert shared.variances["arm"] == pytest.approx(0.1**2, rel=0.1)
    assert 0.01 < own_prior(rows).variances["arm"] < 0.12
    assert text_weight(rows) == pytest.approx(0.5, abs=0.05)
    beta = beta_prior(rows)
    rates = rows.clicks / rows.impressions
    assert beta.rate * (1 - beta.rate) / (beta.size + 1) == pytest.approx(rates.var())
