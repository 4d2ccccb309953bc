"""From bytes to an `Ask`, or to every fault with its place: the one edge where asks are checked."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from pydantic import TypeAdapter, ValidationError

from api.edge.validation import faults_of_details, pointer_of
from api.slots.ask import Ask, WantedPlacement
from api.slots.ask_shape import BY_ID, INLINE, ArticleShape, AskShape, ReaderShape
from recommender.domain import Article, Reader, SeenPromo, TokenMode
from recommender.errors import Fault, InvalidFields, Malformed

FORMS = (BY_ID, INLINE)
_ADAPTER: TypeAdapter[AskShape] = TypeAdapter(AskShape)
_TEXT_ESCAPES = ("surrogate", "hex escape")
_READER_FIELDS = ("country", "region", "device", "language")
_WORDS = {"true": True, "1": True, "false": False, "0": False}
MOST_PARAMETERS = 100


def ask_of_body(body: bytes) -> Ask:
    """Read the JSON body of a POST. Raises Malformed and InvalidFields."""
    try:
        shape = _ADAPTER.validate_json(body)
    except ValidationError as error:
        raise _refusal(body, error) from error
    faults = _text_faults_of(body) + list(_faults_between_fields(shape))
    if faults:
        raise InvalidFields(tuple(faults))
    return _ask(shape)


def ask_of_query(query: bytes) -> Ask:
    """Read the query string of a GET: `mode` is `cached` there. Raises as `ask_of_body`."""
    return ask_of_pairs(query_pairs(query))


def query_pairs(query: bytes) -> list[tuple[str, str]]:
    """Return the names and values in a query string. Raises Malformed."""
    try:
        return parse_qsl(
            query.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError as error:
        raise Malformed(f"the query string cannot be read: {error}") from error


def ask_of_pairs(pairs: list[tuple[str, str]]) -> Ask:
    """Read the names and values of a query string. Raises as `ask_of_body`."""
    return ask_of_body(json.dumps(_content_of(pairs)).encode())


def _content_of(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Lay parameters out as the JSON body has them; what does not fit stays text, to be refused."""
    content: dict[str, Any] = {"mode": TokenMode.CACHED.value, "reader": {}, "placements": []}
    counts: list[Any] = []
    for name, text in pairs:
        if name == "placement":
            content["placements"].append({"id": text})
        elif name == "count":
            counts.append(_number(text))
        elif name in _READER_FIELDS:
            content["reader"][name] = text
        elif name == "signed_in":
            content["reader"][name] = _WORDS.get(text, text)
        elif name == "preview":
            content[name] = _WORDS.get(text, text)
        elif name == "deadline_ms":
            content[name] = _number(text)
        elif name in ("site", "article", "mode", "arm"):
            content[name] = text
    for wanted, count in zip(content["placements"], counts, strict=False):
        wanted["count"] = count
    return content


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def _refusal(body: bytes, error: ValidationError) -> Exception:
    """Say what is wrong; a lone surrogate stops the fast parser, so the rest is read without."""
    found = error.errors(include_url=False, include_input=False)
    if found[0]["type"] != "json_invalid":
        return InvalidFields((*_faults_of(found), *_text_faults_of(body)))
    if not any(sign in found[0]["msg"] for sign in _TEXT_ESCAPES):
        return Malformed(found[0]["msg"])
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as failure:
        return Malformed(str(failure))
    faults = tuple(bad_texts(content))
    return InvalidFields(faults) if faults else Malformed(found[0]["msg"])


def _faults_of(found: Iterable[Any]) -> tuple[Fault, ...]:
    """Return findings as faults, without how the two forms of an article were told apart."""
    placed = ({**one, "loc": [each for each in one["loc"] if each not in FORMS]} for one in found)
    return faults_of_details(placed)


def _text_faults_of(body: bytes) -> list[Fault]:
    return list(bad_texts(json.loads(body))) if b"\\u0000" in body else []


def _faults_between_fields(shape: AskShape) -> Iterator[Fault]:
    if shape.arm is not None and not shape.preview:
        yield Fault("/arm", "an arm can be chosen only in a preview (preview: true)")
    met: set[str] = set()
    for index, wanted in enumerate(shape.placements):
        if wanted.id in met:
            yield Fault(f"/placements/{index}/id", "a placement can be asked for only once")
        met.add(wanted.id)


def bad_texts(content: Any, pointer: str = "") -> Iterator[Fault]:
    """Yield every text that holds a NUL or half of a surrogate pair."""
    if isinstance(content, str):
        if "\0" in content or not _is_whole(content):
            yield Fault(pointer, "the text holds a NUL or half of a surrogate pair")
    elif isinstance(content, Mapping):
        for name, value in content.items():
            inner = pointer + pointer_of([name])
            yield from bad_texts(name, inner)
            yield from bad_texts(value, inner)
    elif isinstance(content, list):
        for index, value in enumerate(content):
            yield from bad_texts(value, f"{pointer}/{index}")


def _is_whole(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def _ask(shape: AskShape) -> Ask:
    article = shape.article
    return Ask(
        site=shape.site,
        article=article if isinstance(article, str) else article.id,
        inline=_sent_along(shape.site, article),
        placements=tuple(
            WantedPlacement(id=wanted.id, count=wanted.count) for wanted in shape.placements
        ),
        reader=_reader(shape.reader),
        mode=shape.mode,
        is_preview=shape.preview,
        arm=shape.arm,
        deadline_ms=shape.deadline_ms,
    )


def _sent_along(site: str, article: str | ArticleShape) -> Article | None:
    """Return the article that was sent along, None where an id alone was: the catalogue knows."""
    if isinstance(article, str) or article.model_fields_set == {"id"}:
        return None
    return _article(site, article)


def _article(site: str, shape: ArticleShape) -> Article:
    return Article(
        site=site,
        id=shape.id,
        url=shape.url,
        title=shape.title,
        category=shape.category,
        tags=tuple(shape.tags),
        text=shape.text,
        published_at=shape.published_at,
        language=shape.language,
    )


def _reader(shape: ReaderShape) -> Reader:
    return Reader(
        country=shape.country,
        region=shape.region,
        device=shape.device,
        language=shape.language,
        signed_in=shape.signed_in,
        seen=tuple(
            SeenPromo(promo=seen.promo, at=seen.at, is_dismissed=seen.dismissed)
            for seen in shape.seen
        ),
    )
