"""Each title has a cassette of its own, whatever its script, signs and length."""

from pathlib import Path

from gui_agent.model.replay.cassette import Cassette, CassetteFile
from gui_agent.model.replay.cassette_names import cassette_name

TITLES = (
    "a greeting", "A greeting", "a-greeting", "a greeting!", "a  greeting", " a greeting", "agreeting",
    "C", "c", "C++", "C#", "c 52d410f5", "添加", "删除", "добавить", "удалить", "إضافة", "हटाना", "ลบ", "🎉", "🎈", "é", "e\u0301", "e",
    "Straße", "strasse", "con", "nul", "a/b", "a\\b", "a:b", "..", ".", "-", "", "x" * 300, "x" * 301, "日" * 200, "日" * 201,
    "add[milk]", "add milk", "add.milk", "add[Milk]", "add[milk][2]", "add-milk",
    "a\nb", "a\tb",
)  # fmt: skip


def test_no_two_titles_share_a_name_on_any_file_system() -> None:
    names = [cassette_name(title) for title in TITLES]
    assert len({name.casefold() for name in names}) == len(TITLES)
    for name in names:
        assert name
        assert len(f"{name}.json".encode()) < 100
        assert not set(name) & set('/\\:*?"<>|\n\t ')
        assert not name.startswith(".")


def test_a_plain_title_keeps_its_words() -> None:
    assert cassette_name("a greeting") == "a-greeting"
    assert cassette_name("add a todo[milk]") == "add-a-todo.milk"
    assert cassette_name("添加").startswith("添加")


def test_files_with_every_title_can_be_written_and_read(tmp_path: Path) -> None:
    for title in TITLES:
        CassetteFile.beside(tmp_path / "x.yaml", title).save(Cassette(scenario=title))
    for title in TITLES:
        loaded = CassetteFile.beside(tmp_path / "x.yaml", title).load()
        assert loaded is not None
        assert loaded.scenario == title


def test_two_files_that_differ_in_their_ending_have_cassettes_of_their_own() -> None:
    assert CassetteFile.beside(Path("x.yaml"), "a").path != CassetteFile.beside(Path("x.yml"), "a").path
