"""The pictures: the same name is the same picture, and each is sound and light."""

from xml.etree import ElementTree as XML

import pytest

from data.publisher.drawings.pictures import MOTIFS, picture
from recommender.errors import NotFound


@pytest.mark.parametrize("motif", sorted(MOTIFS))
def test_is_well_formed_titled_light_and_without_script(motif: str) -> None:
    for seed in range(6):
        text = picture(f"{motif}/{seed}")
        drawing = XML.fromstring(text)
        assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
        assert drawing.get("viewBox") == "0 0 1200 800"
        assert drawing[0].tag.endswith("title")
        assert drawing[0].text
        assert len(text.encode()) <= 8_000
        assert "script" not in text


@pytest.mark.parametrize("motif", sorted(MOTIFS))
def test_a_name_alone_decides_the_picture(motif: str) -> None:
    assert picture(f"{motif}/3") == picture(f"{motif}/3")
    assert len({picture(f"{motif}/{seed}") for seed in range(8)}) == 8


@pytest.mark.parametrize("name", ["", "harbour", "harbour/", "dragon/1", "/1"])
def test_an_unknown_picture_is_not_found(name: str) -> None:
    with pytest.raises(NotFound):
        picture(name)
