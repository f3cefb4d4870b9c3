"""Which files are read, and what is said about those that cannot be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotator.corpus import article_from_bytes, iter_paths, read_article
from annotator.errors import ArticleError


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in (
        "b.txt",
        "a.md",
        "c.pdf",
        ".hidden.txt",
        "sub/d.TXT",
        ".git/e.txt",
        "sub/deep/f.txt",
        "README.md",
        "sub/LICENSE.txt",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("Le navire rentre au port.", encoding="utf-8")
    return tmp_path


def names(tree: Path, *paths: Path) -> list[str]:
    return [path.relative_to(tree).as_posix() for path in iter_paths(paths or (tree,))]


def test_a_directory_gives_its_articles_sorted_and_without_hidden_ones(tree):
    assert names(tree) == ["a.md", "b.txt", "sub/d.TXT", "sub/deep/f.txt"]


def test_a_file_is_given_whatever_its_name(tree):
    assert names(tree, tree / "c.pdf", tree / ".hidden.txt") == ["c.pdf", ".hidden.txt"]
    assert names(tree, tree / "README.md") == ["README.md"]


def test_links_that_lead_in_circles_end(tree):
    (tree / "sub" / "up").symlink_to(tree, target_is_directory=True)
    assert names(tree) == ["a.md", "b.txt", "sub/d.TXT", "sub/deep/f.txt"]


def test_a_link_that_leads_nowhere_is_passed_over(tree):
    (tree / "gone.txt").symlink_to(tree / "nothing.txt")
    assert "gone.txt" not in names(tree)


def test_a_missing_path_is_named(tmp_path):
    with pytest.raises(ArticleError, match=r"nowhere: no such file or directory"):
        list(iter_paths([tmp_path / "nowhere"]))


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    named = list(iter_paths([tmp_path / "pipe.txt"]))
    assert named == [tmp_path / "pipe.txt"], "told by the reader, while others get done"
    with pytest.raises(ArticleError, match="not a regular file"):
        read_article(tmp_path / "pipe.txt")
    assert list(iter_paths([tmp_path])) == []


def test_a_device_and_a_directory_are_refused(tmp_path):
    with pytest.raises(ArticleError, match="not a regular file"):
        read_article(Path("/dev/null"))
    with pytest.raises(ArticleError, match="is a directory"):
        read_article(tmp_path)


def test_a_directory_that_cannot_be_listed_is_given_to_the_reader_to_refuse(tree, monkeypatch):
    listed = Path.iterdir

    def refuse(path):
        if path.name == "sub":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert names(tree) == ["a.md", "b.txt", "sub"]


def test_an_unreadable_file_is_named(tmp_path, monkeypatch):
    path = tmp_path / "shut.txt"
    path.write_text("Texte.", encoding="utf-8")

    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("annotator.corpus.files.open_regular", refuse)
    with pytest.raises(ArticleError, match=r"shut\.txt: cannot be read: Permission denied"):
        read_article(path)


def test_a_name_with_a_zero_byte_is_no_crash():
    with pytest.raises(ArticleError):
        read_article(Path("a\0b"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "x.txt: is empty"),
        (b" \r\n\t ", "x.txt: holds nothing but white space"),
        (b"\xef\xbb\xbf\n", "x.txt: holds nothing but white space"),
        ("\u00a0\u200b\n".encode(), "x.txt: holds nothing but white space"),
        (b"a" * 101, "x.txt: is larger than 100 bytes"),
    ],
)
def test_empty_and_huge_files_are_refused_in_one_line(data, message):
    with pytest.raises(ArticleError) as error:
        article_from_bytes(data, "x.txt", limit=100)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


def test_the_limit_holds_for_files_too(tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"Un mot. " * 10)
    assert read_article(path, limit=80).path == str(path)
    with pytest.raises(ArticleError, match="larger than 79 bytes"):
        read_article(path, limit=79)


def test_the_digest_is_that_of_the_bytes(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"abc")
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert read_article(path).sha256 == digest
