"""Writes titles and texts out of words that hint at topics, imperfectly."""

from collections.abc import Sequence

import numpy as np

from data.trial_worlds.vocabulary import LINKS, ODD_TITLES, PLACES, TOPICS, WORDS

OFF_TOPIC = 0.2
ODD = 0.06
TITLES = {
    "offer": (
        "A free {a} with every {b}",
        "{n}0% off {l} {a} and {b}",
        "{A} for two in {p} from ¥{n},800",
        "Your first {a} on us",
        "{n} {l} ways to save on {a}",
    ),
    "story": (
        "How {a} came to {p}",
        "The {l} {a} that changed {b}",
        "Inside the {l} world of {a}",
        "{n} things nobody tells you about {a} and {b}",
        "Why {p} cannot give up its {a}",
        "{A}, {b} and a {l} morning in {p}",
    ),
    "guide": (
        "Where to find {l} {a} in {p}",
        "{A} for beginners: {b}, {c} and more",
        "{n} places in {p} for {a} and {b}",
        "The {l} guide to {a}",
    ),
    "event": (
        "{p} {a} week: {b} and {c}",
        "A night of {a} and {b} in {p}",
        "{A} fair, {n} days in {p}",
    ),
    "house": (
        "The {a} letter, every Friday",
        "Read {n} weeks of {a} for ¥{n}00",
        "Tell us about your {a}",
        "Our {l} {a} podcast",
    ),
    "article": (
        "{A} talks stall as {b} waits",
        "{p} opens its first {l} {a}",
        "{A} and {b}: what {p} expects",
        "After {n} years, {p} rethinks {a}",
        "Concern over {l} {a} grows in {p}",
        "{A} returns to {p}",
    ),
}
# What more than one merchant says.
STOCK_OFFERS = (
    "A free drink with every meal",
    "Half price on weekdays",
    "Two for one until Sunday",
    "Free delivery this week",
    "Members save more",
)
STOCK = 0.12
TEXT_WORDS = 60


def written_title(kind: str, topics: Sequence[str], rng: np.random.Generator) -> str:
    """Return a title of this kind (or an `article`'s), mostly in words of the topics."""
    if rng.random() < ODD and kind != "article":
        return str(rng.choice(ODD_TITLES))
    if kind == "offer" and rng.random() < STOCK:
        return str(rng.choice(STOCK_OFFERS))
    a, b, c = topical_words(topics, rng, count=3)
    place, link = rng.choice(PLACES), rng.choice(LINKS)
    title = str(rng.choice(TITLES[kind])).format(
        a=a, A=a.capitalize(), b=b, c=c, p=place, l=link, n=rng.integers(2, 10)
    )
    return title[0].upper() + title[1:]


def written_text(topics: Sequence[str], rng: np.random.Generator) -> str:
    """Return a text of some sixty words, mostly of these topics."""
    words = topical_words(topics, rng, count=TEXT_WORDS)
    sentences = [" ".join(words[at : at + 10]) for at in range(0, TEXT_WORDS, 10)]
    return " ".join(f"{sentence.capitalize()}." for sentence in sentences)


def topical_words(topics: Sequence[str], rng: np.random.Generator, *, count: int) -> list[str]:
    """Return words of these topics, one in five of any other."""
    dice = rng.random((count, 3))
    found = []
    for off, which, word in dice:
        told = TOPICS if off < OFF_TOPIC or not topics else topics
        words = WORDS[told[int(which * len(told))]]
        found.append(words[int(word * len(words))])
    return found


def slug(title: str) -> str:
    """Return the title as it stands in an address."""
    kept = "".join(letter if letter.isalnum() else " " for letter in title.lower())
    return "-".join(kept.split()) or "untitled"
