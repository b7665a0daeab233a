"""A comparison tells in words what changed, and counts what it has no words for."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.dataset.comparison import compare, read
from kg.errors import InputError
from kg.text import turtle

HEAD = """
PREFIX id: <https://w3id.org/public-commitments/id/>
PREFIX pc: <https://w3id.org/public-commitments/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX qudt: <http://qudt.org/schema/qudt/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
OLD = HEAD + """
id:bulletin-b a pc:Bulletin ; dcterms:title "Jobs"@en , "就业"@zh .
id:agency-a a pc:Agency ; rdfs:label "Labour bureau"@en , "人社局"@zh .
id:indicator-i a pc:Indicator ; rdfs:label "New jobs"@en , "新增就业"@zh .
id:target-t a pc:Target ; rdfs:label "Jobs in 2023"@en , "2023年就业"@zh ; pc:onIndicator id:indicator-i .
id:claim-promise a pc:TargetClaim ; pc:aboutTarget id:target-t ; pc:asWritten "7万人" ;
    qudt:value "70000"^^xsd:decimal .
id:claim-result a pc:OutcomeClaim ; pc:onIndicator id:indicator-i ;
    pc:asWritten "8.8万人" ; qudt:value "88000"^^xsd:decimal .
id:claim-rank a pc:RankClaim ; pc:aboutOutcome id:claim-result ; pc:asWritten "第四位" .
id:excerpt-e a pc:Excerpt ; oa:exact "8.8万人" .
"""


def changes(*edits: tuple[str, str], lang: str = "en") -> tuple[str, ...]:
    new = OLD
    for old, replacement in edits:
        assert old in new
        new = new.replace(old, replacement)
    return compare(triples(OLD), triples(new)).lines(lang)


def triples(text: str):
    return [quad.triple for quad in turtle.parse(text.encode(), "text")]


def test_equal_graphs_in_another_order_have_no_change():
    same = compare(triples(OLD), reversed(triples(OLD)))
    assert not same
    assert same.lines() == ()


@pytest.mark.parametrize(("edit", "en", "zh"), [
    (('"8.8万人" ; qudt:value "88000"', '"8.9万人" ; qudt:value "89000"'),
     "result revised: New jobs: 8.8万人 → 8.9万人 (id:claim-result)",
     "修改结果：新增就业：8.8万人 → 8.9万人（id:claim-result）"),
    (('"88000"', '"89000"'), "result revised: New jobs: 88000 → 89000 (id:claim-result)",
     "修改结果：新增就业：88000 → 89000（id:claim-result）"),
    (("7万人", "6万人"), "promised value revised: Jobs in 2023: 7万人 → 6万人 (id:claim-promise)",
     "修改承诺值：2023年就业：7万人 → 6万人（id:claim-promise）"),
    (("第四位", "第三位"), "rank revised: New jobs: 第四位 → 第三位 (id:claim-rank)",
     "修改位次：新增就业：第四位 → 第三位（id:claim-rank）"),
    (('"Labour bureau"@en , "人社局"', '"Labour office"@en , "劳动局"'),
     "agency revised: Labour office: Labour bureau → Labour office (id:agency-a)",
     "修改机构：劳动局：人社局 → 劳动局（id:agency-a）"),
    (('"人社局"', '"劳动局"'), "agency revised: Labour bureau: 人社局 → 劳动局 (id:agency-a)",
     "修改机构：劳动局：人社局 → 劳动局（id:agency-a）"),
    (("pc:aboutTarget id:target-t ;", "pc:aboutTarget id:target-t ; pc:statedIn id:excerpt-e ;"),
     "promised value revised: Jobs in 2023: pc:statedIn (id:claim-promise)",
     "修改承诺值：2023年就业：pc:statedIn（id:claim-promise）"),
])
def test_a_revision_names_the_thing_and_both_wordings_in_the_language_asked_for(edit, en, zh):
    assert changes(edit) == (en,)
    assert changes(edit, lang="zh") == (zh,)


def test_additions_and_removals_are_told_in_order_and_the_rest_is_counted():
    old, new = triples(HEAD + "id:claim-x a pc:OutcomeClaim ; pc:asWritten \"1个\" ."), triples(OLD)
    found = compare(old, new)
    assert found.lines() == (
        "bulletin added: Jobs (id:bulletin-b)",
        "target added: Jobs in 2023 (id:target-t)",
        "result added: New jobs: 8.8万人 (id:claim-result)",
        "result removed: id:claim-x: 1个 (id:claim-x)",
        "promised value added: Jobs in 2023: 7万人 (id:claim-promise)",
        "rank added: New jobs: 第四位 (id:claim-rank)",
        "agency added: Labour bureau (id:agency-a)",
        "other statements: 5 added, 0 removed",
    )
    assert (found.added, found.removed) == (5, 0)
    assert compare(new, old).lines()[0] == "bulletin removed: Jobs (id:bulletin-b)"


def test_what_has_no_words_is_counted():
    assert changes(('oa:exact "8.8万人"', 'oa:exact "8.9万人"')) == ("other statements: 1 added, 1 removed",)


def test_files_folders_and_projects_are_read(tmp_path: Path):
    (tmp_path / "data/bulletins").mkdir(parents=True)
    (tmp_path / "data/registers").mkdir()
    path = tmp_path / "data/bulletins/b.ttl"
    path.write_text(OLD, encoding="utf-8")
    assert set(read([tmp_path])) == set(read([path])) == set(read([path.parent])) == set(triples(OLD))
    with pytest.raises(InputError, match="no such file"):
        read([tmp_path / "missing"])
