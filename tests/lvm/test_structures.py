"""Structures in hypervectors against Python's own, over every family; what they hold, by theory and by trial."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdol import lvm
from sdol.lvm import structures as s
from sdol.lvm.capacity import gain
from sdol.lvm.errors import GeometryError
from sdol.lvm.vsa import BSC, FHRR, HRR, MAP

FAMILIES = [HRR(4096), FHRR(2048), MAP(4096), BSC(4096)]
NAMES = "abcdefghijklmnop"
ALPHABETS = [s.Alphabet(family, NAMES) for family in FAMILIES]
SMALL = settings(max_examples=25, deadline=None)

alphabets = st.sampled_from(ALPHABETS)
names = st.sampled_from(NAMES)
edges = st.lists(st.tuples(names, names), max_size=12)
trees = st.recursive(
    names, lambda inner: st.tuples(names, st.dictionaries(names, inner, min_size=1, max_size=3)), max_leaves=6
)
every = pytest.mark.parametrize("alphabet", ALPHABETS, ids=lambda a: a.linear.name)


# --- against plain Python -------------------------------------------------------------------------------------


@SMALL
@given(alphabets, st.lists(st.tuples(st.booleans(), names), max_size=20))
def test_a_set_is_a_set(alphabet: s.Alphabet, changes: list[tuple[bool, str]]) -> None:
    made, plain = s.Set(alphabet), set()
    for adding, name in changes:
        made = made.add(name) if adding else made.remove(name)
        plain = plain | {name} if adding else plain - {name}
    assert made.members() == sorted(plain)
    assert [name in made for name in NAMES] == [name in plain for name in NAMES]


@given(st.permutations(NAMES[:9]))
def test_a_set_has_the_same_bits_in_whatever_order_its_members_come(order: list[str]) -> None:
    alphabet = s.Alphabet(FHRR(100), NAMES)
    assert np.array_equal(s.Set(alphabet, order).total, s.Set(alphabet, NAMES[:9]).total)
    edges = list(itertools.pairwise(NAMES[:9]))
    mixed = sorted(edges, key=lambda edge: order.index(edge[0]))
    assert np.array_equal(
        s.Graph(alphabet, mixed, tolerance=1).total, s.Graph(alphabet, edges, tolerance=1).total
    )


@SMALL
@given(alphabets, st.dictionaries(names, st.integers(0, 2), max_size=6), names)
def test_a_multiset_is_a_counter(alphabet: s.Alphabet, counts: dict[str, int], more: str) -> None:
    made = s.Multiset(alphabet, counts).add(more, 2)
    assert made.counts() == +(Counter(counts) + Counter({more: 2}))
    assert made.add(more, -2).counts() == +Counter(counts)


@SMALL
@given(alphabets, st.lists(st.tuples(names, st.none() | names), max_size=20))
def test_a_hash_table_is_a_dictionary(alphabet: s.Alphabet, changes: list[tuple[str, str | None]]) -> None:
    made, plain = s.HashTable(alphabet, alphabet), {}
    for key, value in changes:
        made = made.remove(key) if value is None else made.put(key, value)
        plain.pop(key, None)
        if value is not None:
            plain[key] = value
    assert made.items() == plain
    for value in plain.values():
        assert made.keys_of(value) == sorted(key for key in plain if plain[key] == value)


@SMALL
@given(alphabets, st.sampled_from(["permuted", "bound"]), st.lists(names, max_size=12), names)
def test_a_sequence_is_a_list(alphabet: s.Alphabet, form: str, items: list[str], more: str) -> None:
    made = s.Sequence(alphabet, items, form).append(more)
    assert made.items() == [*items, more]
    assert [made.at(-1 - i) for i in range(len(made))] == [more, *reversed(items)]
    assert made.places(more) == [i for i, item in enumerate([*items, more]) if item == more]
    assert made.replace(0, "a").items() == ["a", *[*items, more][1:]]


@SMALL
@given(alphabets, st.lists(st.none() | names, max_size=24))
def test_a_stack_is_a_list_with_one_end(alphabet: s.Alphabet, pushes: list[str | None]) -> None:
    made, plain = s.Stack(alphabet), []
    for name in pushes:
        if name is not None:
            made, plain = made.push(name), [*plain, name]
        elif plain:
            popped, made = made.pop()
            assert popped == plain[-1]
            plain = plain[:-1]
        assert made.top() == (plain[-1] if plain else None)


@SMALL
@given(alphabets, edges)
def test_a_directed_graph_is_its_edges(alphabet: s.Alphabet, given_edges: list[tuple[str, str]]) -> None:
    made, plain = s.Graph(alphabet, given_edges), set(given_edges)
    assert set(made.edges()) == plain
    for node in NAMES:
        assert set(made.neighbours(node)) == {b for a, b in plain if a == node}
        assert set(made.sources(node)) == {a for a, b in plain if b == node}
    for a, b in plain:
        assert set(made.remove(a, b).edges()) == plain - {(a, b)}


@SMALL
@given(alphabets, edges)
def test_an_undirected_graph_does_not_know_the_ends_apart(
    alphabet: s.Alphabet, given_edges: list[tuple[str, str]]
) -> None:
    loops = alphabet.linear.name in ("HRR", "FHRR")
    plain = {frozenset(edge) for edge in given_edges if loops or len(set(edge)) == 2}
    made = s.Graph(alphabet, [e for e in given_edges if frozenset(e) in plain], directed=False)
    assert {frozenset(edge) for edge in made.edges()} == plain
    for a, b in given_edges:
        if frozenset((a, b)) in plain:
            assert made.has(a, b) and made.has(b, a)
            assert a in made.sources(b)


@SMALL
@given(
    alphabets,
    st.recursive(
        names,
        lambda inner: st.tuples(names, st.dictionaries(names, inner, min_size=1, max_size=3)),
        max_leaves=6,
    ),
)
def test_a_tree_comes_back_from_its_vector(alphabet: s.Alphabet, root: Any) -> None:
    made = s.Tree(alphabet, alphabet, root)
    assert made.root() == root
    label, children = root if isinstance(root, tuple) else (root, {})
    assert made.at([]) == label
    for role in NAMES:
        child = children.get(role)
        assert made.at([role]) == (child[0] if isinstance(child, tuple) else child)


@SMALL
@given(
    st.sampled_from(FAMILIES),
    st.dictionaries(st.tuples(names, st.sampled_from("abx")), names, min_size=1, max_size=12),
    st.lists(st.sampled_from("abx"), max_size=8),
)
def test_an_automaton_goes_where_its_transitions_say(
    family: Any, transitions: dict[tuple[str, str], str], words: list[str]
) -> None:
    made = s.Automaton(family, [(a, x, b) for (a, x), b in transitions.items()])
    state, reached = made.states.names[0], []
    for word in words:
        if word not in made.inputs.names or (state, word) not in transitions:
            break
        state = transitions[state, word]
        reached.append(state)
    known = [word for word in words if word in made.inputs.names]
    assert made.run(made.states.names[0], known[: len(reached) + 1])[: len(reached)] == reached


@pytest.mark.parametrize("family", FAMILIES, ids=repr)
def test_an_automaton_that_may_go_two_ways_tells_both_and_one_that_cannot_go_says_none(family: Any) -> None:
    made = s.Automaton(family, [("a", "x", "a"), ("a", "x", "b"), ("b", "y", "a")])
    assert made.following("a", "x") == ["a", "b"]
    assert made.following("a", "y") == []
    assert made.step("b", "x") is None
    assert made.run("b", ["y", "y"]) == ["a"]


@every
def test_n_grams_are_counted_and_continued(alphabet: s.Alphabet) -> None:
    made = s.NGrams(alphabet, "abcabdabc")
    counted = {"abc": 2, "abd": 1, "bca": 1, "cab": 1, "dab": 1, "cba": 0, "bac": 0}
    for run, times in counted.items():
        assert made.count(run) == pytest.approx(times, abs=0.25), run
    assert made.following("ab") == "c"
    assert made.following("da") == "b"


@every
def test_profiles_are_as_similar_as_their_counts(alphabet: s.Alphabet) -> None:
    one, other = "abcdabcdabceabcd", "abcdbcdabcf"
    counts = [Counter(text[i : i + 2] for i in range(len(text) - 1)) for text in (one, other)]
    product = sum(counts[0][run] * counts[1][run] for run in counts[0])
    cosine = product / math.prod(math.sqrt(sum(c * c for c in each.values())) for each in counts)
    profiles = [s.NGrams(alphabet, text, 2) for text in (one, other)]
    assert profiles[0].similarity(profiles[1]) == pytest.approx(cosine, abs=0.05)


@every
def test_the_vector_of_a_structure_is_the_bundle_of_its_family(alphabet: s.Alphabet) -> None:
    family = alphabet.family
    atoms = family.atoms(["a", "b", "c"])
    made = s.Set(alphabet, "cab").vector
    assert made.dtype == family.dtype
    assert family.similarity(made, family.bundle(*[row[None] for row in atoms]))[0] == pytest.approx(
        1, abs=1e-5
    )


def test_the_vector_of_a_sequence_can_be_read_by_the_operations_alone() -> None:
    alphabet = s.Alphabet(HRR(1024), NAMES)
    vector, book = s.Sequence(alphabet, "jadenhimapo").vector, lvm.atoms(list(NAMES))
    read = [NAMES[lvm.cleanup(lvm.permute(vector, -i), book)[0][0]] for i in range(11)]
    assert "".join(read) == "jadenhimapo"


@every
def test_sets_overlap_by_about_as_many_names_as_they_share(alphabet: s.Alphabet) -> None:
    assert s.Set(alphabet, "abcdefgh").overlap(s.Set(alphabet, "fghijkl")) == pytest.approx(3, abs=0.6)


@every
def test_taking_everything_out_again_leaves_nothing(alphabet: s.Alphabet) -> None:
    made = s.HashTable(alphabet, alphabet, dict(zip(NAMES[:8], NAMES[8:], strict=True)))
    for key in NAMES[:8]:
        made = made.remove(key)
    assert np.abs(made.total).max() < 1e-4
    assert made.energy == 0


def test_unbinding_is_the_adjoint_of_binding_by_first_principles() -> None:
    rng = np.random.default_rng(1)
    a, b, c = rng.normal(size=(3, 1, 15)).astype(np.float32)
    linear = s.Alphabet(HRR(15), ["x"]).linear
    convolved = [sum(a[0, j] * b[0, (k - j) % 15] for j in range(15)) for k in range(15)]
    assert linear.bind(a, b)[0] == pytest.approx(convolved, abs=1e-4)
    assert (linear.unbind(c, b) @ a.T).item() == pytest.approx((c @ linear.bind(a, b).T).item(), abs=1e-3)


def test_a_product_of_three_is_a_convolution_of_three() -> None:
    linear = s.Alphabet(HRR(12), ["x"]).linear
    a, b, c = HRR(12).random(3, 9).astype(float)
    expected = [
        sum(a[i] * b[j] * c[(k - i - j) % 12] for i in range(12) for j in range(12)) for k in range(12)
    ]
    assert linear.product(HRR(12).random(3, 9))[0] == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("dimension", [2, 3, 4, 5, 64, 65])
@pytest.mark.parametrize("name", [HRR, FHRR, MAP, BSC], ids=lambda f: f.name)
def test_guarded_factors_stay_unitary_and_can_be_undone(name: Any, dimension: int) -> None:
    alphabet = s.Alphabet(name(dimension), "abc")
    linear, a, b = alphabet.linear, alphabet.row("a"), alphabet.row("b")
    assert linear.guard(linear.guard(a, 3), -3) == pytest.approx(a, abs=1e-5)
    assert linear.unbind(linear.bind(a, linear.guard(b)), linear.guard(b)) == pytest.approx(a, abs=1e-5)
    assert linear.guard(linear.bind(a, b)) == pytest.approx(
        linear.bind(linear.guard(a), linear.guard(b)), abs=1e-5
    )


# --- how much they hold ---------------------------------------------------------------------------------------

ALIKE = [HRR(512), FHRR(512), MAP(512), BSC(512)]
MANY = [f"name {i}" for i in range(26)]
MORE = [f"name {i}" for i in range(60)]
alike = pytest.mark.parametrize("family", ALIKE, ids=repr)


def within(wrong: list[float], expected: float) -> bool:
    """Whether a mean over independent trials is within four standard errors of what is expected."""
    return abs(np.mean(wrong) - expected) < 4 * np.std(wrong) / math.sqrt(len(wrong))


@alike
@pytest.mark.parametrize("form", ["permuted", "bound"])
def test_a_sequence_errs_as_often_as_theory_says(family: Any, form: str) -> None:
    rng, wrong = np.random.default_rng(2), []
    for seed in range(60):
        items = [MANY[i] for i in rng.integers(0, 26, 64 * round(gain(family)))]
        made = s.Sequence(s.Alphabet(family, MANY, seed), items, form, tolerance=1)
        wrong.append(np.mean([a != b for a, b in zip(made.items(), items, strict=True)]))
    assert made.error() == pytest.approx(s.choice_error(HRR(512), 64, 26), rel=0.02)
    assert within(wrong, made.error())


@alike
def test_a_hash_table_errs_as_often_as_theory_says(family: Any) -> None:
    rng, wrong, invented = np.random.default_rng(3), [], []
    pairs = 20 * round(gain(family))
    for seed in range(60):
        alphabet = s.Alphabet(family, MORE, seed)
        keys, values = rng.permutation(MORE), rng.choice(MORE, pairs)
        made = s.HashTable(alphabet, alphabet, dict(zip(keys[:pairs], values, strict=True)), tolerance=1)
        found = made.get_all(keys)
        wrong.append(np.mean([a != b for a, b in zip(found[:pairs], values, strict=True)]))
        invented.append(np.mean([value is not None for value in found[pairs:]]))
    assert within(wrong, made.error())
    assert within(invented, 1 - (1 - s.presence_error(family, pairs)) ** len(MORE))


@alike
def test_sets_and_graphs_err_as_often_as_theory_says(family: Any) -> None:
    rng, of_sets, of_graphs = np.random.default_rng(4), [], []
    size = 24 * round(gain(family))
    for seed in range(60):
        alphabet = s.Alphabet(family, MORE, seed)
        members = set(rng.permutation(MORE)[:size])
        of_sets.append(len(set(s.Set(alphabet, members, 1).members()) ^ members) / len(MORE))
        edges = {(MORE[i // 60], MORE[i % 60]) for i in rng.permutation(3600)[:size]}
        of_graphs.append(len(set(s.Graph(alphabet, edges, tolerance=1).edges()) ^ edges) / len(MORE) ** 2)
    assert within(of_sets, s.presence_error(family, size))
    assert within(of_graphs, s.presence_error(family, size))


@alike
def test_few_values_of_many_keys_err_as_often_as_theory_says(family: Any) -> None:
    rng, wrong, pairs = np.random.default_rng(6), [], 80 * round(gain(family))
    keys = [f"key {i}" for i in range(pairs)]
    for seed in range(40):
        answers = s.Alphabet(family, ["yes", "no", "maybe"], seed)
        said = rng.choice(answers.names, pairs)
        made = s.HashTable(s.Alphabet(family, keys, seed), answers, dict(zip(keys, said, strict=True)), 1)
        wrong.append(np.mean([a != b for a, b in zip(made.get_all(keys), said, strict=True)]))
    assert within(wrong, made.error())


def wrong_counts(family: Any, seed: int, rng: Any) -> tuple[float, s.Structure]:
    counts = [3] * (2 * round(gain(family))) + [1] * (6 * round(gain(family)))
    counts = rng.permutation(counts + [0] * (60 - len(counts))).tolist()
    made = s.Multiset(s.Alphabet(family, MORE, seed), dict(zip(MORE, counts, strict=True)), tolerance=1)
    found = made.counts()
    wrong = [found.get(name, 0) != 1 for name, count in zip(MORE, counts, strict=True) if count == 1]
    return np.mean(wrong), made


def wrong_tops(family: Any, seed: int, rng: Any) -> tuple[float, s.Structure]:
    names = rng.choice(MANY, 32 * round(gain(family))).tolist()
    made = s.Stack(s.Alphabet(family, MANY, seed), names, tolerance=1)
    return float(made.top() != names[-1]), made


def wrong_steps(family: Any, seed: int, rng: Any) -> tuple[float, s.Structure]:
    states = rng.choice(MANY, 30 * round(gain(family))).tolist()
    said = [(MORE[i], "x", state) for i, state in enumerate(states)]
    made = s.Automaton(family, said, seed, tolerance=1)
    found = made.step_all([a for a, _, _ in said], ["x"] * len(said))
    return np.mean([a != b for a, b in zip(found, states, strict=True)]), made


def wrong_labels(family: Any, seed: int, rng: Any) -> tuple[float, s.Structure]:
    labels = rng.choice(MANY, (7, 4 * round(gain(family)))).tolist()
    inner = {
        role: (row[0], dict(zip(MANY, row[1:], strict=False)))
        for role, row in zip(MORE, labels, strict=False)
    }
    made = s.Tree(
        s.Alphabet(family, MANY, seed), s.Alphabet(family, MORE, seed, "role"), ("name 0", inner), 1
    )
    wrong = [made.at([role]) != node[0] for role, node in inner.items()]
    wrong += [made.at([a, b]) != leaf for a, node in inner.items() for b, leaf in node[1].items()]
    return np.mean(wrong), made


def wrong_runs(family: Any, seed: int, rng: Any) -> tuple[float, s.Structure]:
    text = rng.choice(MANY, 32 * round(gain(family))).tolist()
    made = s.NGrams(s.Alphabet(family, MANY, seed), text, 3)
    runs = [tuple(text[i : i + 3]) for i in range(len(text) - 2)]
    once = [run for run in runs if runs.count(run) == 1]
    return np.mean([made.count(run) < 0.5 for run in once]), made


@alike
@pytest.mark.parametrize(
    "tried", [wrong_counts, wrong_tops, wrong_steps, wrong_labels, wrong_runs], ids=lambda f: f.__name__
)
def test_other_structures_err_as_often_as_theory_says(family: Any, tried: Any) -> None:
    rng, seeds = np.random.default_rng(7), 200 if tried is wrong_tops else 60
    trials = [tried(family, seed, rng) for seed in range(seeds)]
    expected = np.mean([made.error() for _, made in trials])
    assert within([wrong for wrong, _ in trials], expected)


def test_choosing_one_of_two_is_a_textbook_test_of_two_means() -> None:
    family = MAP(900)
    noise = math.sqrt((19 + 20) / 900)
    expected = 0.5 * math.erfc(1 / noise / math.sqrt(2))
    assert s.choice_error(family, 20, 2) == pytest.approx(expected, rel=1e-6)


@alike
def test_room_is_the_last_number_of_terms_that_is_good_enough(family: Any) -> None:
    most = s.room(family, 26, 0.01)
    assert s.choice_error(family, most, 26) <= 0.01 < s.choice_error(family, most + 1, 26)
    present = s.room_for_presence(family, 0.01)
    assert s.presence_error(family, present) <= 0.01 < s.presence_error(family, present + 1)


def test_phasors_hold_twice_as_much_as_signs_of_the_same_dimension() -> None:
    assert s.choice_error(FHRR(500), 30, 100) == pytest.approx(s.choice_error(MAP(1000), 30, 100))


def test_binary_majorities_keep_two_in_pi() -> None:
    family = BSC(8192)
    items = family.random(101, 5)
    alphabet = s.Alphabet(family, ["x"])
    total = alphabet.linear.lift(items).sum(axis=0, keepdims=True)
    kept = family.similarity(alphabet.linear.lower(total), items)
    assert kept.mean() == pytest.approx(math.sqrt(2 / math.pi / 101), rel=0.02)


# --- what is refused ------------------------------------------------------------------------------------------


def overfull(alphabet: s.Alphabet, made: str) -> Any:
    pairs = dict(zip(MANY, MANY, strict=True))
    return {
        "Set": lambda: s.Set(alphabet, MANY),
        "Multiset": lambda: s.Multiset(alphabet, {"name 1": 1, "name 2": 30}),
        "HashTable": lambda: s.HashTable(alphabet, alphabet, pairs),
        "Sequence": lambda: s.Sequence(alphabet, MANY),
        "Stack": lambda: s.Stack(alphabet, MANY),
        "Graph": lambda: s.Graph(alphabet, pairs.items()),
        "Tree": lambda: s.Tree(alphabet, alphabet, ("name 1", pairs)),
        "Automaton": lambda: s.Automaton(alphabet.family, [(a, "x", a) for a in MANY]),
        "NGrams": lambda: s.NGrams(alphabet, MANY, tolerance=0.01),
    }[made]()


@pytest.mark.parametrize(
    "made", ["Set", "Multiset", "HashTable", "Sequence", "Stack", "Graph", "Tree", "Automaton", "NGrams"]
)
def test_an_overfull_structure_is_refused_with_what_would_do(made: str) -> None:
    with pytest.raises(GeometryError, match=f"^{made} overfull: .* 256 dimensions of MAP") as raised:
        overfull(s.Alphabet(MAP(256), MANY), made)
    needed = int(str(raised.value).rsplit("use ", 1)[1].split()[0].replace(",", ""))
    overfull(s.Alphabet(MAP(needed), MANY), made)
    with pytest.raises(GeometryError):
        overfull(s.Alphabet(MAP(needed - 1), MANY), made)


def test_a_stack_that_grows_too_high_is_refused_where_it_does() -> None:
    made = s.Stack(s.Alphabet(MAP(256), MANY))
    with pytest.raises(GeometryError, match="Stack overfull"):
        for name in MANY:
            made = made.push(name)
    assert made.top() == MANY[int(made.energy) - 1]


ALPHABET = s.Alphabet(MAP(1024), NAMES)
REFUSED: dict[str, tuple[Any, str]] = {
    "unknown name": (lambda: s.Set(ALPHABET, ["z"]), "'z' is not in the alphabet of 16 names"),
    "no names": (lambda: s.Alphabet(MAP(64), []), "at least one name"),
    "a name twice": (lambda: s.Alphabet(MAP(64), ["a", "b", "a"]), "'a' stands in the alphabet twice"),
    "no text": (lambda: s.Alphabet(MAP(64), [1]), "1 is none"),  # type: ignore[list-item]
    "no family": (lambda: s.Alphabet("MAP", ["a"]), "built over a family such as HRR(1024), not over 'MAP'"),
    "not unitary": (lambda: s.Alphabet(HRR(64, unitary=False), ["a"]), "unitary atoms"),
    "mixed families": (
        lambda: s.HashTable(ALPHABET, s.Alphabet(BSC(1024), ["x"])),
        "mix families or dimensions: BSC of 1024 and MAP of 1024",
    ),
    "mixed dimensions": (
        lambda: s.Tree(ALPHABET, s.Alphabet(MAP(64), ["x"]), "a"),
        "MAP of 64 and MAP of 1024",
    ),
    "a count": (lambda: s.Multiset(ALPHABET, {"a": -1}), "a whole number from 0 to 16,777,216, not -1"),
    "a great count": (lambda: s.Multiset(ALPHABET, {"a": 10**30}), "from 0 to 16,777,216"),
    "half a count": (lambda: s.Multiset(ALPHABET, {"a": 1}).add("a", 1.5), "not 1.5"),  # type: ignore[arg-type]
    "too many taken": (lambda: s.Multiset(ALPHABET, {"a": 1}).add("a", -2), "in 1 times"),
    "tolerance": (lambda: s.Set(ALPHABET, tolerance=0), "between 0 and 1"),
    "form": (lambda: s.Sequence(ALPHABET, "ab", "shifted"), '"permuted" or "bound"'),
    "place": (lambda: s.Sequence(ALPHABET, "ab").at(2), "no place 2 in a sequence of 2"),
    "empty stack": (lambda: s.Stack(ALPHABET).pop(), "nothing to pop"),
    "empty vector": (lambda: s.Set(s.Alphabet(HRR(64), "a")).vector, "zero"),
    "short run": (lambda: s.NGrams(ALPHABET, "ab", 3), "no runs of 3"),
    "broken run": (lambda: s.NGrams(ALPHABET, "abc", 2.5), "the length of a run is a whole number, not 2.5"),  # type: ignore[arg-type]
    "long run": (lambda: s.NGrams(ALPHABET, "abc", 3).count("abcd"), "run of 4 is none of 3"),
    "context": (lambda: s.NGrams(ALPHABET, "abc", 3).following("a"), "not in runs of 3"),
    "other runs": (
        lambda: s.NGrams(ALPHABET, "abc", 3).similarity(s.NGrams(ALPHABET, "abc", 2)),
        "runs of 3 and of 2",
    ),
    "loop": (lambda: s.Graph(ALPHABET, [("a", "a")], directed=False), "cannot hold the undirected loop"),
    "no pair": (lambda: s.Graph(ALPHABET, [("a", "b", "c")]), "a pair of nodes"),  # type: ignore[list-item]
    "no triple": (lambda: s.Automaton(MAP(64), [("a", "b")]), "(state, input, next state)"),  # type: ignore[list-item]
    "no node": (lambda: s.Tree(ALPHABET, ALPHABET, ["a"]), "a label with its children"),  # type: ignore[arg-type]
    "no transitions": (lambda: s.Automaton(MAP(64), []), "at least one transition"),
    "other sets": (lambda: s.Set(ALPHABET).overlap(s.Set(ALPHABETS[0])), "one alphabet"),
    "no terms": (lambda: s.choice_error(MAP(64), 0, 5), "no clean-up of 0 terms"),
    "no error": (lambda: s.room(MAP(64), 5, 0.0), "between 0 and 1"),
    "unknown family": (lambda: s.room("HRR", 5), "capacity is known"),
}


def test_the_decoding_of_an_overfull_tree_ends() -> None:
    labels, roles = s.Alphabet(MAP(64), NAMES), s.Alphabet(MAP(64), "xyz", kind="role")
    root: s.trees.Node = "a"
    for label in "bcd":
        root = (label, dict.fromkeys("xyz", root))
    with pytest.raises(GeometryError, match="more than the 40 nodes"):
        s.Tree(labels, roles, root, tolerance=1.0).root()


@pytest.mark.parametrize("what", REFUSED)
def test_bad_input_is_refused_in_words(what: str) -> None:
    call, said = REFUSED[what]
    with pytest.raises(GeometryError) as raised:
        call()
    assert said in str(raised.value)


def test_structures_never_change() -> None:
    before = s.HashTable(ALPHABET, ALPHABET, {"a": "b"})
    kept = before.total.copy()
    before.put("c", "d"), before.put("a", "c"), before.remove("a")
    assert np.array_equal(before.total, kept) and before.items() == {"a": "b"}
