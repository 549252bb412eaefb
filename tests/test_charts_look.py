"""The look of pictures: an editor changes any part of it in one place, and a mistake is one sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from newsgen.charts import read_look
from newsgen.charts.draw import draw
from newsgen.charts.look import CONTRAST, NAME, contrast
from newsgen.errors import HouseError
from tests.chart_kit import TEMPLATES, WORDS, look, sides


def own(folder: Path, text: str) -> list[Path]:
    """A newsroom's own look before the one that ships."""
    (folder / "charts").mkdir()
    (folder / NAME).write_text(text, "utf-8")
    return [folder, TEMPLATES]


def test_a_newsroom_changes_any_part(tmp_path: Path):
    """What its own file says is taken from there, the rest from newsgen's; its charts change with it."""
    changed = read_look(own(tmp_path, '[light]\nlong = "#b34700"\n[type]\ntitle = 50\n'))
    assert (changed.light.long, changed.type.title) == ("#b34700", 50)
    assert (changed.light.short, changed.dark) == (look().light.short, look().dark)
    assert b"#b34700" in draw(sides(), changed, WORDS)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[light]\nlong = red", "not valid TOML"),
        ("[lite]\nlong = 1", r"no table \[lite\]; there are: light, dark"),
        ('[light]\nlonger = "#000000"', "has no 'longer'; there are: paper, ink"),
        ('[light]\nlong = "red"', "expected a colour such as"),
        ('[light]\nmuted = "#bbbbbb"', r"light\.muted stands 1\.9 to 1 on light\.paper and needs 4\.5"),
        ('[dark]\nbar = "#20262c"', r"dark\.bar stands 1\.\d to 1 on dark\.paper and needs 3"),
        ('[light]\nshort = "#c05000"', "as light as each other; make one of them darker"),
        ('[light]\nbar = "#52606d"', "two colours of .light. are the same"),
        ('[hatch]\nshort = "zig"', "expected signs such as // or xx, or nothing"),
        ("[type]\nlabel = 3", "expected pixels from 8 to 400"),
        ('[font]\nregular = "none.ttf"', "expected a TrueType file beside it"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, text: str, says: str):
    """It names the file and the key, and says what would be right."""
    with pytest.raises(HouseError, match=says) as caught:
        read_look(own(tmp_path, text))
    assert str(tmp_path) in str(caught.value)
    assert len(re.findall(r"[.!?](?:\s|$)", str(caught.value))) == 1


def test_the_shipped_colours_can_be_told_apart():
    """Text and bars stand out from the paper, and long from short without their colours, in light and in dark."""
    for mode in (look().light, look().dark):
        for role, least in CONTRAST.items():
            assert contrast(getattr(mode, role), mode.paper) >= least
        assert contrast(mode.ink, mode.shade) >= 4.5
        assert contrast(mode.long, mode.short) >= 1.5
    assert look().hatch["long"] != look().hatch["short"]


def test_letters_come_with_the_library_or_from_the_newsroom(tmp_path: Path):
    """A font file beside look.toml is drawn with."""
    import matplotlib

    folders = own(tmp_path, '[font]\nregular = "serif.ttf"\nbold = "serif.ttf"\n')
    serif = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSerif.ttf")
    (tmp_path / "charts" / "serif.ttf").write_bytes(serif.read_bytes())
    assert b"DejaVuSerif" in draw(sides(), read_look(folders), WORDS)
    assert b"DejaVuSerif" not in draw(sides(), look(), WORDS)
