"""A project is found upward from the current folder; without one there is the shipped graph."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.errors import InputError, LayoutError
from kg.layout import Layout, data_files


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "a city 新乡"
    for name in ("data/bulletins/b/two.ttl", "data/bulletins/a/one.ttl", "data/registers/places.ttl",
                 "data/derived/a/one.ttl", "data/bulletins/.hidden.ttl", "data/bulletins/notes.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("", encoding="utf-8")
    return root


def names(paths) -> list[str]:
    return [path.name for path in paths]


def test_a_project_is_found_from_a_folder_deep_inside(project, monkeypatch):
    monkeypatch.chdir(project / "data/bulletins/a")
    assert Layout.find().root == project
    assert Layout.find(project / "data").root == project
    assert not Layout.find().is_shipped


def test_outside_a_project_there_is_the_shipped_graph(tmp_path):
    found = Layout.find(tmp_path)
    assert found.is_shipped
    assert found.registers()
    assert found.bulletins()
    assert found.shapes() or found.rules()
    assert names(found.vocabulary()) == ["commitments.ttl", "codes.ttl"]


def test_a_project_borrows_what_it_does_not_have(project):
    shipped = Layout.shipped()
    assert Layout.find(project)[2:] == (shipped.ontology, shipped.queries)
    (project / "ontology").mkdir()
    assert Layout.find(project).ontology == project / "ontology"
    assert Layout.find(project).rules() == ()


def test_questions_of_a_project_stand_beside_the_shipped_ones_and_before_their_namesakes(project):
    shipped = Layout.shipped().questions()
    (project / "queries").mkdir()
    for name in ("0-ours.rq", shipped[0].name):
        (project / "queries" / name).write_text("", encoding="utf-8")
    questions = Layout.find(project).questions()
    assert questions[0] == project / "queries/0-ours.rq"
    assert project / "queries" / shipped[0].name in questions
    assert len(questions) == len(shipped) + 1


def test_files_are_listed_in_one_order_without_hidden_and_other_ones(project):
    found = Layout.find(project)
    assert names(found.bulletins()) == ["one.ttl", "two.ttl"]
    assert names(found.registers()) == ["places.ttl"]


def test_what_is_derived_lies_at_the_same_relative_path(project):
    found = Layout.find(project)
    assert found.derived_of(found.bulletins()[0]) == project / "data/derived/a/one.ttl"
    with pytest.raises(LayoutError, match="not a bulletin"):
        found.derived_of(project / "data/registers/places.ttl")


def test_a_folder_that_is_no_project_is_refused(tmp_path):
    with pytest.raises(LayoutError, match="no data/bulletins"):
        Layout.at(tmp_path)
    with pytest.raises(LayoutError, match="no such folder"):
        Layout.at(tmp_path / "missing")


def test_data_files_expands_files_folders_and_projects_each_once(project):
    one = project / "data/bulletins/a/one.ttl"
    assert data_files([one, project / "data/bulletins", one]) == (one, project / "data/bulletins/b/two.ttl")
    assert names(data_files([project])) == ["places.ttl", "one.ttl", "two.ttl"]


def test_data_files_names_what_is_nearest_to_a_missing_file(project):
    with pytest.raises(InputError) as caught:
        data_files([project / "data/bulletins/a/onne.ttl"])
    assert caught.value.hint == "did you mean one.ttl?"


@pytest.mark.parametrize(("path", "message"), [
    ("data/bulletins/notes.txt", "extension .txt"),
    ("empty", "holds no data files"),
    ("pipe.ttl", "not a regular file"),
    ("missing/a.ttl", "no such file"),
])
def test_data_files_refuses_what_is_no_data(project, path, message):
    (project / "empty").mkdir()
    os.mkfifo(project / "pipe.ttl")
    with pytest.raises(InputError, match=message):
        data_files([project / path])


def test_data_files_refuses_what_may_not_be_read(project, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    for path in ("data/bulletins/a/one.ttl", "data/bulletins"):
        with pytest.raises(InputError, match="permission denied"):
            data_files([project / path])
