"""The common mistakes of form, as data: where the parser stopped, what to say, and what to write instead.

The first entry that fits is told. A field that is given must fit; each is a list of words separated by spaces, and
one of them must be a token's type or its characters. Three words there stand for many: VALUE for whatever begins an
expression, WORD for any word of the language, LINE_END for a newline, a closing brace or the end. (A `before` of
BEGIN is the beginning of an item.)

    found    the token at which the parser stopped          before   the one before it
    after    the one after it                               second   the one before that
    head     the first one of the statement
    earlier  one somewhere before it in the statement       inside   the innermost bracket that is open
    accepts  something that could have stood there          only     all that could have stood there

`at` says which of them is marked; `both` is the one before and the one found. In the messages {found}, {before},
{after} and {head} are those tokens, {left} and {right} the neighbours of the marked one; {found_plain} and so on are
their bare characters.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stray:
    """A character that begins no token: what to say, and the token that is meant, for the parser to go on."""

    message: str
    help: str
    meant: str = ""


@dataclass(frozen=True)
class Mistake:
    code: str
    message: str
    help: str = ""
    found: str = ""
    before: str = ""
    second: str = ""
    after: str = ""
    head: str = ""
    earlier: str = ""
    inside: str = ""
    accepts: str = ""
    only: str = ""
    at: str = "found"


# Names of other languages, and what they are called here. The checker looks here too, for names that it does not know.
FOREIGN_NAMES = {
    "None": "nil",
    "null": "nil",
    "undefined": "nil",
    "NULL": "nil",
    "True": "true",
    "TRUE": "true",
    "False": "false",
    "FALSE": "false",
    "println": "print",
    "puts": "print",
    "echo": "print",
    "printf": "print",
    "elif": "else if",
    "elsif": "else if",
    "elseif": "else if",
}

STATEMENT_WORDS = (
    "let var fn region store space test for while print assert return break continue import if match route".split()
)

_COMPARES = "== != < <= > >= ~= in not"
_OPERATORS = "+ - * / & | ~ >> and or not == != < <= > >= ~= in as |> !"

MISTAKES = (
    # --- words of later versions, and words of other languages ---
    Mistake("E0108", "{found} comes in a later version of SDOL", "until then the word cannot be used, not even as a name", found="FUTURE"),
    Mistake("E0109", "a function is defined by `fn`", "write `fn name(parameter: type) -> type {{ ... }}`", before="def function func fun proc sub", found="NAME", at="before"),
    Mistake("E0109", "{before} is no word of SDOL", "`let` names a value, `var` one that may change", before="const final val mut auto dim", found="NAME", at="before"),
    Mistake("E0109", "{found} is no word of SDOL", "`let` names a value, `var` one that may change", before="let", found="mut"),
    Mistake("E0109", "{found} is no word of SDOL", "write `else if`", found="elif elsif elseif"),
    Mistake("E0109", "{before} is no word of SDOL", "write `else if`", before="elif elsif elseif", at="before"),
    Mistake("E0109", "{before} is no word of SDOL", "write `if not ... {{ ... }}`", before="unless", at="before"),
    Mistake("E0109", "{before} is no word of SDOL", "write `while not ... {{ ... }}`", before="until", at="before"),
    Mistake("E0109", "{before} is no word of SDOL", "write `while true {{ ... }}`", before="loop forever repeat do", found="{ LREC", at="before"),
    Mistake("E0109", "there are no classes", "a record `{{name: value}}` holds data; functions take it as a parameter", before="class struct interface trait enum object", found="NAME", at="before"),
    Mistake("E0109", "{before} is no word of SDOL", "write `match value {{ ... }}` with arms `pattern => result`", before="switch case select when cond", at="before"),
    Mistake("E0109", "{found} is no word of SDOL", "write `try {{ ... }} else e {{ ... }}`", found="except catch rescue finally ensure"),
    Mistake("E0109", "{found} is no word of SDOL", "a block stands between braces: `{{ ... }}`", found="then do begin"),
    Mistake("E0109", "{before} is no word of SDOL", 'write `import name` or `import "file.sdol"`', before="from using include require use", at="before"),
    Mistake("E0109", "a lambda is written with `=>`", "write `x => ...` or `(x, y) => ...`", before="lambda", at="before"),
    Mistake("E0109", "{found} is no operator", "write `==` to compare", found="is equals eq"),
    Mistake("E0109", "{found} is no operator", "vectors are compared by `~` and `~=`", found="like similar"),
    Mistake("E0109", "{before} is no word of SDOL", "write `print`", before="echo puts println printf say", found="VALUE", at="before"),
    # --- what stands at the top level only ---
    Mistake("E0116", "a function without a name is written with `=>`", "write `x => ...` or `(x, y) => {{ ... }}`", found="fn", after="("),
    Mistake("E0116", "a function is defined at the top level of a file, not inside of a block", "move it out, or write a lambda: `let {after_plain} = x => ...`", found="fn", after="NAME"),
    Mistake("E0116", "{found} stands at the top level of a file, not inside of a block", "move it out of the braces", found="fn test space import", inside="{"),
    # --- blocks ---
    Mistake("E0117", "a block stands between braces, not after a colon", "write `{head_plain} ... {{ ... }}`", found=":", after="NEWLINE $END", accepts="{"),
    Mistake("E0117", "a block stands between braces, not after a colon", "write `{before_plain} {{ ... }}`", found=":", before="else try"),
    Mistake("E0117", "a block stands between braces, not after a colon", "write `{{ ... }}` instead of `:`", found=":", accepts="{"),
    Mistake("E0117", "the body of a function stands between braces", "write `{{ ... }}` instead of `=>`", found="=>", head="fn", accepts="{"),
    Mistake("E0117", "the body of a function stands between braces", "write `{{ ... }}` instead of `=`", found="=", head="fn", accepts="{"),
    Mistake("E0117", "these are no arms", "an arm is written `pattern => result`, on a line of its own", found="LREC", earlier="match route", accepts="{"),
    Mistake("E0117", "a record stands here, where a block is due", "a block holds statements; `name:` begins a record", found="LREC", accepts="{"),
    Mistake("E0117", "a block does not stand by itself", "its `if`, `for`, `fn` ... stands on the same line as its `{{`", found="{", before="BEGIN NEWLINE {"),
    Mistake("E0117", "`{{}}` is no value", "the empty record is `record()`, the empty list `[]`", found="{", after="}", accepts="NUMBER"),
    Mistake("E0117", "a block is no value", "a record has names: `{{name: value}}`; a list is written `[a, b]`", found="{", accepts="NUMBER", before="= ( , [ : return print in + - * / |>"),
    Mistake("E0111", "the block of this {head} is missing", "write `{{` on this line, and `}}` where the block ends", found="LINE_END", head="if while for fn test match route try", accepts="{"),
    Mistake("E0119", "this `try` has no `else`", "write `try {{ ... }} else e {{ ... }}`", only="else"),
    Mistake("E0119", "this `else` belongs to nothing", "it follows the `}}` of an `if` or a `try`", found="else"),
    # --- arms and separators ---
    Mistake("E0118", "no comma separates arms", "write each arm on a line of its own", found=",", earlier="=>", inside="{"),
    Mistake("E0118", "arms stand on lines of their own", "begin a new line before {found}", found="VALUE _ void", earlier="=>", inside="{", accepts="NEWLINE"),
    Mistake("E0118", "the arrow of an arm is `=>`", "write `=>` instead of `->`", found="->", accepts="=>", inside="{"),
    Mistake("E0118", "the arrow of an arm is `=>`", "write `=>` instead of `:`", found=":", accepts="=>", inside="{"),
    Mistake("E0118", "a lambda is written with `=>`", "write `=>` instead of `->`", found="->", before="NAME )"),
    Mistake("E0118", "lines of a record break after `{{` and `,` only", "write a comma at the end of the line, or close the record", found="NEWLINE", inside="LREC"),
    Mistake("E0118", "a field is written `name: value`", "write `:` instead of `=`", found="=", inside="LREC"),
    Mistake("E0118", "the field {before} has no value", "a field is written `name: value`", found=", } NEWLINE", before="NAME STRING", inside="LREC", accepts=":", at="before"),
    Mistake("E0118", "a named argument is written `name: value`", "write `{before_plain}: ...`", found="=", before="NAME", inside="("),
    Mistake("E0111", "the type of this parameter is missing", "write `{before_plain}: type`, such as `{before_plain}: text`", before="NAME", inside="(", accepts=":", head="fn", only=":", at="before"),
    Mistake("E0118", "there are no tuples", "write `let [a, b] = ...` for a list, `let {{a, b}} = ...` for a record", found=",", head="let var"),
    Mistake("E0118", "there are no tuples", "write `for [a, b] in ...` for lists, `for {{a, b}} in ...` for records", found=",", head="for"),
    Mistake("E0118", "there are no tuples", "write a list `[a, b]`, or a record `{{first: a, second: b}}`", found=",", accepts="NEWLINE $END"),
    # --- assignment, comparison, and the arrow between ---
    Mistake("E0115", "`x <- v by t` lacks its `by`", "write how far to move: `... by 0.5`; to compare with a negative number, write `{left_plain} < -{right_plain}`", found="LINE_END", earlier="<-", accepts="by", at="earlier"),
    Mistake("E0115", "`<-` moves a variable, as a statement: `x <- v by t`", "to compare with a negative number, write `{left_plain} < -{right_plain}`", found="<-"),
    Mistake("E0115", "`x <- v by t` lacks its `by`", "to compare with a negative number, write `{left_plain} < -{right_plain}`", earlier="<-", accepts="by", at="earlier"),
    Mistake("E0113", "`=` assigns, and does so as a statement", "write `==` to compare", found="=", head="if while assert print return match", accepts="=="),
    Mistake("E0113", "`==` compares", "write `=`", found="==", accepts="="),
    Mistake("E0113", "`===` is no operator", "write `==`", found="=", before="==", at="both"),
    Mistake("E0113", "`:=` is no operator", "write `let x = ...` for a new name, `x = ...` to change a variable", found=":", after="="),
    Mistake("E0113", "`=` assigns, and does so as a statement of its own", "write `==` to compare", found="=", accepts="=="),
    Mistake("E0114", "`~` does not chain", "write `a ~ b and b ~ c`, or `(a ~ b) ...` for what follows", found="~", accepts="and"),
    Mistake("E0114", "comparisons do not chain", "write `a < b and b < c`", found=_COMPARES, accepts="and", earlier=_COMPARES),
    # --- signs of other languages ---
    Mistake("E0113", "`&&` is no operator", "write `and`", found="&", before="&", at="both"),
    Mistake("E0113", "`||` is no operator", "write `or`", found="|", before="|", at="both"),
    Mistake("E0113", "a comment begins with `#`", "write `#` instead of `//`", found="/", before="/", at="both"),
    Mistake("E0113", "a comment begins with `#`", "write `#` at the beginning of each of its lines", found="*", before="/", at="both"),
    Mistake("E0113", "`**` is no operator", "write `x * x`, or call a function", found="*", before="*", at="both"),
    Mistake("E0113", "`<>` is no operator", "write `!=`", found=">", before="<", at="both"),
    Mistake("E0113", "`=<` is no operator", "write `<=`", found="<", before="=", at="both"),
    Mistake("E0113", "`++` is no operator", "write `x += 1`", found="+", before="+", at="both"),
    Mistake("E0113", "`--` is no operator", "write `x -= 1`", found="LINE_END", before="-", second="-", at="before"),
    Mistake("E0113", "`?` belongs to types", "write `if a {{ b }} else {{ c }}` to choose a value", found="?"),
    Mistake("E0113", "`..` is no operator", "a range is made by a call", found=".", before=".", at="both"),
    Mistake("E0113", "`@` follows an embedded text or a type", 'write `~"..."@space`', found="@"),
    Mistake("E0113", "`!` is the complement of a region", "write `not`, or `!=`", found="!"),
    # --- names and words ---
    Mistake("E0112", "{found} is a word of the language, and cannot be a name", "choose another name", found="WORD", before="let var fn for region store space as @ uses", accepts="NAME"),
    Mistake("E0112", "{found} is a word of the language, and cannot be a name", "choose another name", found="WORD", inside="( LREC", before="( , LREC", head="fn", accepts="NAME"),
    Mistake("E0112", "`void` is an arm of a `route`", "the value of nothing is `nil`", found="void"),
    Mistake("E0112", "{found} is a statement, and has no value", "a list is made by `[... for x in xs]`", found="for while", accepts="NUMBER"),
    Mistake("E0112", "{found} begins a statement, and has no value", "write it on a line of its own", found="let var print assert return break continue region store", accepts="NUMBER"),
    # --- what is missing ---
    Mistake("E0111", "`for` is written `for x in xs {{ ... }}`", "without parentheses, and with a list to go through", found="(", before="for"),
    Mistake("E0111", "the `in` of this `for` is missing", "write `for x in xs {{ ... }}`", head="for", accepts="in", before="NAME ] }"),
    Mistake("E0111", "the `in` of this `near` is missing", "write `near query in store`", earlier="near", accepts="in", found="LINE_END , ) ] top where VALUE"),
    Mistake("E0111", "this {head} has no value", "write `{head_plain} {before_plain} = ...`", head="let var region", found="LINE_END", accepts="="),
    Mistake("E0111", "an `=` is missing", "write `{head_plain} ... = ...`", head="let var region", accepts="="),
    Mistake("E0111", "this function has no name", "write `fn name(...) {{ ... }}`, or a lambda: `(x, y) => ...`", found="(", before="fn"),
    Mistake("E0111", "a test has a title", 'write `test "what holds" {{ ... }}`', before="test"),
    Mistake("E0111", "the module of a file is imported by its path", 'write `import "folder/file.sdol"`', head="import", found=". /"),
    Mistake("E0118", "only an expression stands between the braces of a text", "format the value by a call; for a brace itself write `\\{{`", found=":", only=""),
    Mistake("E0120", "nothing follows this `=>`", "write its body on the same line, or between braces", found="LINE_END", before="=>", at="before"),
    Mistake("E0120", "nothing follows this {before}", "a line that goes on stands inside of ( ) or [ ]", found="LINE_END", before=_OPERATORS, at="before"),
    Mistake("E0120", "nothing follows this {before}", "write a value after it", found="LINE_END", before="= += -= *= /= : <- by in near around codebook if while for match route where top return assert test", at="before"),
    Mistake("E0120", "nothing follows this {before}", "write a name after it", found="LINE_END", before="let var fn region store space import . @", at="before"),
    # --- two things side by side ---
    Mistake("E0118", "a comma is missing before {found}", "separate what stands in brackets by commas", found="VALUE", inside="( [", accepts=","),
    Mistake("E0118", "the field {before} has no value", "a field is written `name: value`", before="NAME STRING", inside="LREC", only=":", at="before"),
    Mistake("E0118", "a comma is missing before {found}", "separate fields by commas", found="VALUE", inside="LREC", accepts=","),
    Mistake("E0121", "{found} follows a whole value", "is a sign or a newline missing between the two?", found="VALUE", accepts="+"),
)  # fmt: skip

STRAY = {
    ";": Stray("`;` has no meaning", "a newline ends a statement", "NEWLINE"),
    "%": Stray("`%` is no operator", "call a function for the remainder", "*"),
    "^": Stray("`^` is no operator", "write `x * x`, or call a function", "*"),
    "$": Stray("`$` has no meaning", 'a name stands in a text between braces: "{name}"'),
    "\\": Stray("`\\` has no meaning outside of a text", "a line that goes on stands inside of ( ) or [ ]"),
    "\u00a0": Stray("this is a no-break space", "write a plain space"),
    "−": Stray("this is a mathematical minus", "write `-`", "-"),
    "×": Stray("this is a mathematical sign", "write `*`", "*"),
    "≤": Stray("this is a mathematical sign", "write `<=`", "<="),
    "≥": Stray("this is a mathematical sign", "write `>=`", ">="),
    "≠": Stray("this is a mathematical sign", "write `!=`", "!="),
    "→": Stray("this is an arrow of another kind", "write `->` or `=>`", "=>"),
    "⇒": Stray("this is an arrow of another kind", "write `=>`", "=>"),
}

# Quotes that begin no text here, and what would close them.
QUOTES = {"'": "'", "`": "`", "“": "”", "„": "“", "‘": "’", "«": "»"}
