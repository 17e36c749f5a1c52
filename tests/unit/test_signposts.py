"""Places to turn to: read from a file, with the line of a mistake, and kept while the file is being mended."""

import os
from datetime import date
from pathlib import Path

import pytest

from bot.community.signposts import SHIPPED, Signposts, Sort
from bot.errors import StartupError

ENTRY = """[[signpost]]
name = "Someone"
kind = "listening"
phone = "1"
hours = "always"
nations = ["UK"]
audiences = ["everyone"]
last_checked = 2026-11-01
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "signposts.toml"
    path.write_text(text)
    return path


def test_what_is_shipped_can_be_read_and_says_what_nobody_has_checked() -> None:
    signposts = Signposts()
    names = [one.name for one in signposts.entries]
    assert signposts.path == SHIPPED
    assert names[0] == "Emergency services"
    unchecked = {one.name for one in signposts.entries if one.last_checked is None}
    assert {"NHS 111", "Papyrus HOPELINE247"} <= unchecked
    assert unchecked <= {one.name for one in signposts.stale(date(2026, 11, 29))}
    assert all(one.link.startswith("https://") for one in signposts.entries if one.link)
    assert signposts.line() == ("Something heavy? Samaritans 116 123, free, day and night. `/support now` has more.")


def test_each_nation_and_audience_gets_its_own() -> None:
    signposts = Signposts()
    english = {one.name for one in signposts.for_("England")}
    scottish = {one.name for one in signposts.for_("Scotland")}
    assert "NHS 111, option 2" in english - scottish
    assert "NHS 111" in scottish - english
    assert "Samaritans" in english & scottish
    clinicians = {one.name for one in signposts.for_(audience="clinicians")}
    assert "NHS Practitioner Health" in clinicians
    assert "UCL RES-WELL" not in clinicians


def test_an_entry_is_old_after_six_months(tmp_path: Path) -> None:
    signposts = Signposts(written(tmp_path, ENTRY))
    assert signposts.stale(date(2027, 4, 30)) == ()
    assert len(signposts.stale(date(2027, 5, 30))) == 1


def test_the_hosts_own_comes_first_and_without_a_short_line_the_command_is_named(tmp_path: Path) -> None:
    own = ENTRY.replace("Someone", "Staff support").replace("listening", "own")
    signposts = Signposts(written(tmp_path, ENTRY + own))
    assert [one.sort for one in signposts.entries] == [Sort.OWN, Sort.LISTENING]
    assert signposts.line() == "Something heavy? `/support now` says who is there for you."


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (ENTRY.replace('phone = "1"', 'link = "http://x.example"'), "line 12: link has to be an address"),
        (ENTRY.replace('phone = "1"', 'link = "https://x.example/)"'), "line 12: link has to be an address"),
        (ENTRY.replace('phone = "1"', "phone = 1"), "line 12: phone has to be a text"),
        (ENTRY.replace('phone = "1"\n', ""), "line 9: there is no way to reach it"),
        (ENTRY.replace("listening", "hearing"), "line 11: kind has to be one of own, emergency"),
        (ENTRY.replace('"UK"', '"France"'), "line 14: France isn't one of UK, England"),
        (ENTRY.replace('["everyone"]', '"everyone"'), "line 15: audiences has to be a list"),
        (ENTRY.replace("2026-11-01", '"soon"'), "line 16: last_checked has to be a day"),
        (ENTRY.replace("2026-11-01", "2026-13-01"), "line 16"),
        (ENTRY.replace('name = "Someone"', 'title = "Someone"'), "line 10: title isn't known"),
        (ENTRY.replace('"Someone"', '""'), "line 10: name is missing"),
        (ENTRY.replace('"always"', f'"{"x" * 81}"'), "line 13: hours has 81 characters"),
        ("extra = 1\n", "line 9: extra isn't known"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, broken: str, says: str) -> None:
    with pytest.raises(StartupError) as refused:
        Signposts(written(tmp_path, ENTRY + broken))
    assert says in str(refused.value)
    assert str(tmp_path) in str(refused.value)
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("text", ["", "signpost = 1", "signpost = []", "x = 1\n" + ENTRY, "\udcff"])
def test_a_file_that_holds_no_entries_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "signposts.toml"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(StartupError):
        Signposts(path)


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(StartupError, match="SIGNPOSTS_FILE can't be read"):
        Signposts(tmp_path / "none.toml")


async def test_a_changed_file_is_read_again_and_a_broken_one_leaves_the_last_good(tmp_path: Path) -> None:
    path = written(tmp_path, ENTRY)
    signposts = Signposts(path)
    path.write_text(ENTRY.replace("Someone", "Another"))
    await signposts.tick()
    assert [one.name for one in signposts.entries] == ["Another"]
    path.write_text(ENTRY + "oops")
    await signposts.tick()
    assert [one.name for one in signposts.entries] == ["Another"]
    assert "signposts.toml" in signposts.mistake
    os.remove(path)
    await signposts.tick()
    assert [one.name for one in signposts.entries] == ["Another"]
    path.write_text(ENTRY)
    await signposts.tick()
    assert ([one.name for one in signposts.entries], signposts.mistake) == (["Someone"], "")
