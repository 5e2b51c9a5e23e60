"""What other languages call what SDOL has: for whoever meets a name that is not defined."""

from __future__ import annotations

from functools import cache

from sdol.resources import folder

NAMES = {
    **dict.fromkeys(("None", "null", "undefined", "NULL", "none", "Nil", "Nothing"), "nil"),
    **dict.fromkeys(("True", "TRUE"), "true"),
    **dict.fromkeys(("False", "FALSE"), "false"),
    **dict.fromkeys(("println", "puts", "echo", "printf"), "print"),
    **dict.fromkeys(("elif", "elsif", "elseif"), "else if"),
    **dict.fromkeys(("argv", "ARGV"), "args"),
    **dict.fromkeys(("stdin", "STDIN"), "input"),
    **dict.fromkeys(("Infinity", "inf", "INFINITY"), 'num("inf")'),
}
"""Words and values, and how they are written here."""

VERBS = {
    **dict.fromkeys(("str", "string", "String", "toString", "to_s", "to_string", "repr"), "text"),
    **dict.fromkeys(("float", "double", "Number", "parseFloat", "to_f", "to_number", "Float"), "num"),
    **dict.fromkeys(("integer", "parseInt", "to_i", "Integer", "Int", "trunc"), "int"),
    **dict.fromkeys(("length", "size", "lenght", "strlen", "cardinality"), "len"),
    **dict.fromkeys(("push", "add", "push_back", "append_to", "conj"), "append"),
    **dict.fromkeys(("extend", "addAll", "concatenate"), "concat"),
    **dict.fromkeys(("forEach", "foreach", "for_each"), "each"),
    **dict.fromkeys(("fold", "foldl", "inject", "aggregate", "accumulate"), "reduce"),
    **dict.fromkeys(("collect", "fmap", "transform", "apply"), "map"),
    **dict.fromkeys(("select", "keep_if", "grep"), "filter"),
    **dict.fromkeys(("detect", "find_if"), "find_first"),
    **dict.fromkeys(("some", "exists_any"), "any"),
    "every": "all",
    **dict.fromkeys(("includes", "include", "has_value", "member"), "contains"),
    **dict.fromkeys(("toUpperCase", "uppercase", "upcase", "to_upper", "ToUpper"), "upper"),
    **dict.fromkeys(("toLowerCase", "lowercase", "downcase", "to_lower", "casefold", "ToLower"), "lower"),
    **dict.fromkeys(("strip", "chomp"), "trim"),
    **dict.fromkeys(("substring", "substr", "subList", "subarray"), "slice"),
    **dict.fromkeys(("indexOf", "find_index", "findIndex"), "index_of"),
    **dict.fromkeys(("startswith", "startsWith", "has_prefix"), "starts_with"),
    **dict.fromkeys(("endswith", "endsWith", "has_suffix"), "ends_with"),
    **dict.fromkeys(("replaceAll", "gsub", "sub"), "replace"),
    **dict.fromkeys(("sorted", "sorted_list", "order_by", "orderBy"), "sort"),
    **dict.fromkeys(("sortBy", "sortOn"), "sort_by"),
    **dict.fromkeys(("groupBy", "groupby"), "group_by"),
    **dict.fromkeys(("flatMap", "concatMap", "mapcat"), "flat_map"),
    **dict.fromkeys(("reversed", "rev"), "reverse"),
    **dict.fromkeys(("uniq", "distinct", "dedup", "toSet"), "unique"),
    **dict.fromkeys(("average", "avg"), "mean"),
    **dict.fromkeys(("std", "stdev", "sd"), "stddev"),
    "ceiling": "ceil",
    **dict.fromkeys(("power", "expt"), "pow"),
    **dict.fromkeys(("remainder", "modulo", "rem"), "mod"),
    **dict.fromkeys(("div", "quot", "idiv", "intdiv"), "floor_div"),
    **dict.fromkeys(("exit", "quit", "die", "panic", "error", "throw", "raise", "abort", "fail"), "stop"),
    **dict.fromkeys(("open", "readFile", "read_file", "slurp", "load", "cat"), "read"),
    **dict.fromkeys(("writeFile", "write_file", "spit", "save"), "write"),
    **dict.fromkeys(("readlines", "readLines"), "read_lines"),
    **dict.fromkeys(("loads", "parse", "fromJSON", "json_decode", "from_json"), "parse_json"),
    **dict.fromkeys(("dumps", "stringify", "json_encode", "toJSON"), "to_json"),
    **dict.fromkeys(("getenv", "environ"), "env"),
    **dict.fromkeys(("head", "car"), "first"),
    **dict.fromkeys(("put_at", "setitem"), "set_at"),
    **dict.fromkeys(("counter", "value_counts", "frequencies"), "tally"),
    **dict.fromkeys(("random", "rand"), "random_nums"),
    **dict.fromkeys(("randint", "randrange"), "random_ints"),
    **dict.fromkeys(("time", "clock", "Date"), "now"),
    **dict.fromkeys(("eprint", "stderr", "warning"), "warn"),
    **dict.fromkeys(("format", "sprintf", "toFixed"), "format_num"),
    **dict.fromkeys(("findall", "finditer", "match_all"), "find_all"),
    **dict.fromkeys(("match_regex", "regex_match", "is_match", "fullmatch"), "matches"),
    **dict.fromkeys(("regex_replace", "replace_regex"), "replace_pattern"),
    **dict.fromkeys(("default", "unwrap_or", "coalesce", "getOrElse"), "or_else"),
}
"""Functions, and those that do the same here."""

SENTENCES = {
    "print": "`print` is a statement: `print a, b`",
    **dict.fromkeys(
        ("println", "puts", "echo", "printf", "console"),
        "write `print a, b`: a statement, without parentheses",
    ),
    **dict.fromkeys(
        ("isinstance", "typeof", "type", "instanceof"),
        "the checker knows every type; what json holds, `match` tells apart",
    ),
    **dict.fromkeys(("dict", "Map", "HashMap", "object", "Object"), "a record is written `{name: value}`"),
    **dict.fromkeys(("tuple", "Tuple"), "write a list `[a, b]`, or a record `{first: a, second: b}`"),
    **dict.fromkeys(("set", "Set"), "a list without doubles is `unique(xs)`"),
    **dict.fromkeys(("tail", "cdr", "rest"), "write `drop(xs, 1)`"),
    "init": "write `take(xs, len(xs) - 1)`",
    **dict.fromkeys(
        ("pop", "shift"), "values do not change in place: `last(xs)` gives an item, `take(xs, n)` the others"
    ),
    **dict.fromkeys(
        ("remove", "delete", "splice"), "write `remove_at(xs, i)`, or keep the others: `filter(xs, x => …)`"
    ),
    "insert": "write `insert_at(xs, i, x)`",
    **dict.fromkeys(("cosine", "cosine_similarity", "similarity"), "write `a ~ b`"),
    **dict.fromkeys(("embed", "encode", "vectorize", "embedding"), "write `~text`: the vector of a text"),
    **dict.fromkeys(("isEmpty", "is_empty", "empty"), "write `len(xs) == 0`"),
    "get": "a field is `r.name`, an item `xs[i]`",
    **dict.fromkeys(
        ("readline", "input_line", "gets", "scanf"), "lines that the user gives are `input.lines`"
    ),
    **dict.fromkeys(("isnan", "isNaN"), "write `x != x`: true for NaN alone"),
    **dict.fromkeys(
        ("self", "this"), "there are no classes: functions take what they work on as a parameter"
    ),
    **dict.fromkeys(("pass", "skip"), "an empty block is `{ }`"),
    **dict.fromkeys(("require", "include_once"), 'write `import name` or `import "file.sdol"`'),
    **dict.fromkeys(("assertEqual", "assert_eq", "assertEquals", "expect"), "write `assert a == b`"),
}
"""Where no one function does the same."""


def meant_by(name: str) -> str:
    """The name here of what is called so elsewhere, or the name itself."""
    return VERBS.get(name, name)


ON_A_STORE = {
    **dict.fromkeys(("add", "insert", "append", "push", "upsert", "save", "set"), "put"),
    **dict.fromkeys(("remove", "pop", "discard"), "delete"),
    **dict.fromkeys(("size", "length", "len"), "count"),
    **dict.fromkeys(("items", "rows", "list", "values"), "all"),
}
"""What is called on a store elsewhere, and its method here."""

SEARCHES = frozenset({"search", "query", "find", "similar", "nearest", "near", "lookup", "filter"})
"""What a search of a store is called elsewhere."""

GROWS = frozenset({"append", "concat", "insert_at"})
"""Functions that elsewhere change what they are called on."""


@cache
def in_library(name: str) -> str:
    """The module of the library that has a function of this name, if one has."""
    head = f"\nfn {name}("
    for path in sorted(folder("stdlib").glob("*.sdol")):
        if path.stem != "prelude" and head in path.read_text(encoding="utf-8"):
            return path.stem
    return ""
