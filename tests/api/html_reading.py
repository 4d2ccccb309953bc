"""Reads HTML strictly: every element closed in its order, every id once."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "img", "br", "hr", "input", "path"})


@dataclass(eq=False)
class Element:
    """An element with its attributes and all the text inside it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    parents: list["Element"] = field(default_factory=list, repr=False)

    def has_class(self, name: str) -> bool:
        """Tell whether the element bears a class."""
        return name in self.attributes.get("class", "").split()


class Page(HTMLParser):
    """The elements of a page in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self._open, f"never closed: {[element.tag for element in self._open]}"
        ids = [element.attributes["id"] for element in self.elements if "id" in element.attributes]
        assert len(ids) == len(set(ids)), f"ids stand twice: {ids}"

    def all(self, tag: str = "", *, name: str = "", attribute: str = "") -> list[Element]:
        """Return the elements of a tag, a class, or with an attribute."""
        return [
            element
            for element in self.elements
            if (not tag or element.tag == tag)
            and (not name or element.has_class(name))
            and (not attribute or attribute in element.attributes)
        ]

    def one(self, tag: str = "", *, name: str = "") -> Element:
        """Return the only element of a tag or class."""
        (element,) = self.all(tag, name=name)
        return element

    def inside(self, outer: Element, tag: str = "", *, name: str = "") -> list[Element]:
        """Return the elements within another."""
        return [element for element in self.all(tag, name=name) if outer in element.parents]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        named = {name: value or "" for name, value in attrs}
        assert len(named) == len(attrs), f"an attribute stands twice on {tag}"
        element = Element(tag, named, parents=list(self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        if tag not in VOID:
            assert self._open and self._open[-1].tag == tag, f"</{tag}> closes {self._open[-1:]}"
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Give the text to every open element."""
        for element in self._open:
            element.text += data
