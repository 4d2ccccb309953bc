"""On days not trained on, by the known rates: learned beats popularity beats random."""

from pathlib import Path

from tests.bench.sample_publisher import judge
from tests.data.publisher.small_publisher import NOW, a_small_world


def test_learned_beats_popularity_beats_random(tmp_path: Path) -> None:
    judged = judge(a_small_world(), tmp_path, now=NOW, views_a_day=2_000)
    means = {name: clicks.mean() for name, clicks in judged.clicks.items()}
    assert means["popularity"] > 1.3 * means["random"]
    # Eight standard errors of the paired difference: a margin, not a matter of luck.
    assert means["learned"] - means["popularity"] > 8 * judged.error("learned")
    assert 0.6 < judged.share_of_truth("learned") < 1
