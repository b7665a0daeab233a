"""Generated bulletins: the same for the same seed, true to their texts, canonical, and judged as planted."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.checking import validation
from kg.dataset import derivation
from kg.dataset.graph import Graph
from kg.errors import UsageError
from kg.generation import bulletins_for, claims, generate, plan
from kg.generation.catalogue import indicators, phrases, places, topics
from kg.generation.codes import coded
from kg.generation.numbers import Dice, exact, ordinal, percent, promise, rate, round_number, rounded
from kg.layout import Layout
from kg.namespaces import CODE, DCTERMS, GRAPH, ID, OA, PC, PROV, QUDT, RDF
from kg.text import quantities, turtle

COUNT = 20


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("generated") / "nation"
    generate(COUNT, 7, folder, planted=60, processes=1)
    return folder


@pytest.fixture(scope="module")
def bulletins(project):
    return {path: turtle.read(path) for path in sorted(project.glob("data/bulletins/**/*.ttl"))}


@pytest.fixture(scope="module")
def derived(project, bulletins):
    """What the rules make of each place and topic by itself: no reference leads from one to another."""
    shipped = Layout.shipped()
    common = [Quad(*triple, NamedNode(GRAPH + path.stem))
              for path in (*shipped.vocabulary(), *sorted(project.glob("data/registers/*.ttl")))
              for triple in turtle.read(path)]
    series = defaultdict(list)
    for path, triples in bulletins.items():
        series[path.parent.name, path.stem[11:]] += [Quad(*triple, NamedNode(GRAPH + path.stem)) for triple in triples]
    made = []
    for quads in series.values():
        store = Store()
        store.bulk_extend([*common, *quads])
        made += [triple for triples in derivation.derive(store, shipped.rules()).values() for triple in triples]
    return made


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def values(triples, predicate):
    return {triple.subject: triple.object.value for triple in triples if triple.predicate.value == predicate}


def of_class(triples, name):
    return {triple.subject.value for triple in triples
            if triple.predicate.value == RDF + "type" and triple.object.value == PC + name}


def test_the_same_seed_gives_the_same_bytes_whatever_the_number_of_processes(project, tmp_path):
    generate(COUNT, 7, tmp_path / "again", planted=60, processes=2)
    assert contents(tmp_path / "again") == contents(project)


def test_another_seed_gives_another_nation(project, tmp_path):
    generate(2, 8, tmp_path / "other", processes=1)
    assert not contents(tmp_path / "other").keys() & {name for name in contents(project) if "source" in name}


def test_there_are_as_many_bulletins_as_asked_for_and_a_text_for_each(project, bulletins):
    assert len(bulletins) == COUNT
    assert len(list(project.glob("source/*.txt"))) == COUNT
    told = json.loads((project / "expected.json").read_text())
    assert told["triples"] == sum(map(len, bulletins.values()))


def test_every_file_is_canonical_turtle(project):
    for path in project.glob("data/**/*.ttl"):
        assert turtle.canonical(turtle.read(path)) == path.read_text(encoding="utf-8"), path


def test_digest_and_quotations_hold_against_the_text(project, bulletins):
    for triples in bulletins.values():
        (digest,) = values(triples, PC + "textDigest").values()
        content = (project / f"source/{digest}.txt").read_bytes()
        text = content.decode("utf-8")
        assert hashlib.sha256(content).hexdigest() == digest
        assert {int(end) for end in values(triples, PC + "textEnd").values()} == {len(text)}
        starts, ends = values(triples, OA + "start"), values(triples, OA + "end")
        exact_words = values(triples, OA + "exact")
        assert exact_words
        for excerpt, words in exact_words.items():
            assert text[int(starts[excerpt]):int(ends[excerpt])] == words


def test_printed_words_give_the_value_and_stand_in_their_excerpt(bulletins):
    for triples in bulletins.values():
        number, words = values(triples, QUDT + "value"), values(triples, PC + "asWritten")
        quoted, excerpts = values(triples, OA + "exact"), values(triples, PC + "statedIn")
        for claim, value in number.items():
            read = quantities.read_printed(words[claim])
            assert read is not None
            assert read.value == Decimal(value), words[claim]
        for claim, said in words.items():
            assert said in quoted[NamedNode(excerpts[claim])].replace("\n", "")


def test_every_reference_is_described(project, bulletins):
    triples = [triple for path in project.glob("data/registers/*.ttl") for triple in turtle.read(path)]
    triples += [triple for each in bulletins.values() for triple in each]
    described = {triple.subject for triple in triples}
    named = {triple.object for triple in triples
             if isinstance(triple.object, NamedNode) and triple.object.value.startswith(ID)}
    assert named - described == set()


def test_codes_are_those_of_the_code_lists(project, bulletins):
    known = {triple.subject for triple in turtle.read(Layout.shipped().ontology / "codes.ttl")}
    triples = [triple for path in project.glob("data/registers/*.ttl") for triple in turtle.read(path)]
    triples += [triple for each in bulletins.values() for triple in each]
    used = {triple.object for triple in triples
            if isinstance(triple.object, NamedNode) and triple.object.value.startswith(CODE)}
    assert used - known == set()


def test_every_target_gets_a_verdict(bulletins, derived):
    targets = set().union(*(of_class(triples, "Target") for triples in bulletins.values()))
    judged = {triple.object.value for triple in derived if triple.predicate.value == PC + "assesses"}
    verdicts = {triple.subject.value for triple in derived if triple.predicate.value == PC + "verdict"}
    assert targets <= judged
    assert len(verdicts) == len(judged)


def test_what_was_planted_is_found_and_nothing_else(project, derived):
    told = json.loads((project / "expected.json").read_text())["discrepancies"]
    found = of_class(derived, "Discrepancy")
    assert len(told) >= 8
    assert found == {ID + each["discrepancy"].removeprefix("id:") for each in told}


KINDS = {"N11": "contradiction", "N14": "part-above-whole", "N15": "rate-mismatch", "J13": "flow-above-stock"}


def told(project):
    """The findings of a project, its quotations looked up in its texts."""
    return validation.validate(Graph.unjudged(Layout.at(project)), source=project / "source").findings


def test_nothing_is_found_but_what_was_planted(tmp_path):
    generate(COUNT, 4, tmp_path / "nation", planted=60, processes=1)
    expected = json.loads((tmp_path / "nation/expected.json").read_text())["discrepancies"]
    planted = Counter(each["kind"] for each in expected)
    found = Counter(KINDS.get(finding.code, finding) for finding in told(tmp_path / "nation"))
    planted["contradiction"] *= 2  # told at each of the two claims
    assert planted.keys() == set(KINDS.values())
    assert found == planted


@pytest.mark.parametrize(("count", "seed"), [(1, 1), (6, 3)])
def test_where_nothing_was_planted_nothing_is_found(tmp_path, count, seed):
    generate(count, seed, tmp_path / "sound", planted=0, processes=1)
    assert told(tmp_path / "sound") == ()


@pytest.mark.long
@pytest.mark.parametrize(("count", "seed"), [(60, 8), (300, 5)])
def test_nothing_is_found_in_a_larger_nation(tmp_path, count, seed):
    generate(count, seed, tmp_path / "nation", planted=0)
    assert told(tmp_path / "nation") == ()


def test_a_government_is_named_where_its_level_does_not_say_which_it_is():
    city, district, county = places()["410700"], places()["110105"], places()["410726"]
    assert [place.is_called_by_level for place in (city, district, county, places()["450000"])] == [
        True, False, True, False]
    assert (district.zh, district.full, district.government) == ("朝阳区", "北京市朝阳区", "北京市朝阳区人民政府")
    assert claims.own(county).called == "我县"
    assert claims.own(district).codes == ("carried-over-subject",)
    assert claims.by_level(district, district.government) == claims.Subject()


def test_leagues_and_what_lies_in_them_do_not_report():
    homes = {place.slug for place in places().values() if not place.reports}
    assert {"xilingol", "beijing", "henan"} <= homes
    assert not {"xinxiang", "chaoyang"} & homes
    assert not any(places()[each.code].slug in homes for each in plan(1000, 4))


def test_a_code_is_stated_only_where_a_word_bears_it_out():
    stated = [("pc:instrument", "code:instrument-loan")]
    assert coded("pc:instrument", "instrument-loan", "创业担保贷款") == stated
    assert coded("pc:instrument", "instrument-loan", "公交线路") == []
    assert coded("pc:instrument", "instrument-unheard-of", "公交线路") == [
        ("pc:instrument", "code:instrument-unheard-of")]


def test_every_kind_of_discrepancy_is_planted_where_there_is_room(tmp_path):
    generate(60, 3, tmp_path / "all", planted=100, processes=1)
    told = json.loads((tmp_path / "all/expected.json").read_text())["discrepancies"]
    kinds = Counter(each["kind"] for each in told)
    assert set(kinds) == {"contradiction", "flow-above-stock", "part-above-whole", "rate-mismatch"}
    assert any("-before" in each["discrepancy"] for each in told)


def test_bulletins_lean_on_those_of_the_year_before(bulletins):
    homes = {triple.subject: path for path, triples in bulletins.items() for triple in triples}
    across = {triple.predicate.value for path, triples in bulletins.items() for triple in triples
              if isinstance(triple.object, NamedNode) and homes.get(triple.object, path) != path}
    assert across == {PC + "restates", PC + "aboutTarget"}


def test_six_in_ten_targets_hide_their_value(tmp_path):
    generate(100, 5, tmp_path / "many", processes=1)
    triples = [triple for path in tmp_path.glob("many/data/bulletins/**/*.ttl") for triple in turtle.read(path)]
    targets = of_class(triples, "Target")
    stated = of_class(triples, "TargetClaim")
    told = {triple.object.value for triple in triples
            if triple.predicate.value == PC + "aboutTarget" and triple.subject.value in stated}
    assert 0.5 < 1 - len(told) / len(targets) < 0.7


def test_names_of_the_tables_are_unique():
    assert len({row.slug for row in indicators()}) == len(indicators())
    assert len({place.slug for place in places().values()}) == len(places())
    assert places()["410700"].slug == "xinxiang"
    for topic in topics():
        for kind in ("M", "P"):
            slugs = [phrase.slug for phrase in phrases(topic.slug, kind)]
            assert len(slugs) == len(set(slugs))


def test_places_have_a_larger_place_unless_they_are_provinces():
    levels = Counter(place.level for place in places().values())
    assert levels["provincial"] == 31
    assert levels["prefectural"] > 300
    assert levels["county"] > 2800
    assert all((place.above in places()) == (place.level != "provincial") for place in places().values())


@pytest.mark.parametrize(("printed", "words", "bounds"), [
    (rounded(88_049, "万", 1, "人"), "8.8万人", (175_000, 177_000)),
    (rounded(20_040, "万", 1, "人"), "2万人", (30_000, 50_000)),
    (rounded(263_500_000, "亿", 2, "元"), "2.64亿元", (527_000_000, 529_000_000)),
    (rounded(9_028_499, "万", 2, "元"), "902.85万元", (18_056_900, 18_057_100)),
    (exact(6485, "人"), "6485人", (12_970, 12_970)),
    (promise(35_000, "个"), "3.5万个", (69_000, 71_000)),
    (promise(120_000, "人"), "12万人", (230_000, 250_000)),
    (percent(1323), "132.3%", (2645, 2647)),
    (rate(11, 8), "137.5%", (2749, 2751)),
    (rate(8, 8), "100%", (1990, 2010)),
])  # fmt: skip
def test_numbers_are_printed_as_bulletins_print_them(printed, words, bounds):
    assert printed.words == words
    assert (printed.low, printed.high) == bounds


@pytest.mark.parametrize(("number", "written"), [(1, "一"), (4, "四"), (10, "十"), (11, "十一"), (35, "三十五")])
def test_ranks_are_written_in_chinese(number, written):
    assert ordinal(number) == written


@pytest.mark.parametrize(("value", "target"), [(1, 2), (14, 14), (147, 150), (8_963, 9_000), (14_900, 15_000)])
def test_targets_are_round(value, target):
    assert round_number(value) == target


def test_chance_is_the_same_everywhere():
    dice = Dice("fixed")
    assert [dice.below(1000) for _ in range(4)] == [914, 525, 968, 755]


@pytest.mark.parametrize("count", [1, 20, 101, 1000, 20_000])
def test_a_plan_has_as_many_bulletins_as_asked_for_and_none_twice(count):
    series = plan(count, 1)
    assert sum(each.number for each in series) == count
    assert len({(each.code, each.topic) for each in series}) == len(series)


def test_sizes():
    assert [bulletins_for(size) for size in (100_000, 1_000_000, 10_000_000)] == [118, 1_177, 11_765]


def test_impossible_wishes_are_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot be made"):
        plan(10**7, 1)
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="not empty"):
        generate(1, 1, tmp_path)


def test_literals_are_plain(bulletins):
    for triples in bulletins.values():
        for triple in triples:
            if isinstance(triple.object, Literal):
                assert triple.object.language in (None, "zh", "en")
        assert values(triples, PROV + "wasQuotedFrom")
        assert values(triples, DCTERMS + "issued")
