"""The common mistakes of form, as data: where the parser stopped, what to say, and what to write instead.

The first entry that fits is told. A field that is given must fit; each is a list of words separated by
spaces, and one of them must be a token's type or its characters. Three words there stand for many: VALUE for
whatever begins an expression, WORD for any word of the language, LINE_END for a newline, a closing brace or
the end. (A `before` of BEGIN is the beginning of an item.)

    found    the token at which the parser stopped          before   the one before it
    after    the one after it                               second   the one before that
    head     the first one of the statement
    earlier  one somewhere before it in the statement       inside   the innermost open bracket, or TEXT
    accepts  what could have stood there, among others      only     all that could have stood there

`at` says which of them is marked; `both` is the one before and the one found. In the messages {found},
{before}, {after} and {head} are those tokens, {left} and {right} the neighbours of the marked one;
{found_plain} and so on are their bare characters.
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


STATEMENT_WORDS = (
    *("let", "var", "fn", "region", "store", "space", "test", "for", "while", "print", "assert"),
    *("return", "break", "continue", "import", "if", "match", "route"),
)

_COMPARES = "== != < <= > >= ~= in not"
_OPERATORS = "+ - * / & | ~ >> and or not == != < <= > >= ~= in as |> !"

_TAKES_VALUE = (
    "= += -= *= /= : <- by in near around codebook if while for match route where top return assert test"
)

# fmt: off
MISTAKES = (
    # --- words of later versions, and words of other languages ---
    Mistake("E0108", found="FUTURE",
            message="{found} comes in a later version of SDOL",
            help="until then the word cannot be used, not even as a name"),
    Mistake("E0109", found="NAME", before="def function func fun proc sub", at="before",
            message="a function is defined by `fn`",
            help="write `fn name(parameter: type) -> type {{ ... }}`"),
    Mistake("E0109", found="NAME", before="const final val mut auto dim", at="before",
            message="{before} is no word of SDOL",
            help="`let` names a value, `var` one that may change"),
    Mistake("E0109", found="mut", before="let",
            message="{found} is no word of SDOL",
            help="`let` names a value, `var` one that may change"),
    Mistake("E0109", found="elif elsif elseif",
            message="{found} is no word of SDOL",
            help="write `else if`"),
    Mistake("E0109", before="elif elsif elseif", at="before",
            message="{before} is no word of SDOL",
            help="write `else if`"),
    Mistake("E0109", before="unless", at="before",
            message="{before} is no word of SDOL",
            help="write `if not ... {{ ... }}`"),
    Mistake("E0109", before="until", at="before",
            message="{before} is no word of SDOL",
            help="write `while not ... {{ ... }}`"),
    Mistake("E0109", found="{ LREC", before="loop forever repeat do", at="before",
            message="{before} is no word of SDOL",
            help="write `while true {{ ... }}`"),
    Mistake("E0109", found="NAME", before="class struct interface trait enum object", at="before",
            message="there are no classes",
            help="a record `{{name: value}}` holds data; functions take it as a parameter"),
    Mistake("E0109", before="switch case select when cond", at="before",
            message="{before} is no word of SDOL",
            help="write `match value {{ ... }}` with arms `pattern => result`"),
    Mistake("E0109", found="except catch rescue finally ensure",
            message="{found} is no word of SDOL",
            help="write `try {{ ... }} else e {{ ... }}`"),
    Mistake("E0109", found="then do begin",
            message="{found} is no word of SDOL",
            help="a block stands between braces: `{{ ... }}`"),
    Mistake("E0109", before="from using include require use", at="before",
            message="{before} is no word of SDOL",
            help='write `import name` or `import "file.sdol"`'),
    Mistake("E0109", before="lambda", at="before",
            message="a lambda is written with `=>`",
            help="write `x => ...` or `(x, y) => ...`"),
    Mistake("E0109", found="is equals eq",
            message="{found} is no operator",
            help="write `==` to compare"),
    Mistake("E0109", found="like similar",
            message="{found} is no operator",
            help="vectors are compared by `~` and `~=`"),
    Mistake("E0109", found="VALUE", before="echo puts println printf say", at="before",
            message="{before} is no word of SDOL",
            help="write `print`"),
    # --- what stands at the top level only ---
    Mistake("E0116", found="fn", after="(",
            message="a function without a name is written with `=>`",
            help="write `x => ...` or `(x, y) => {{ ... }}`"),
    Mistake("E0116", found="fn", after="NAME",
            message="a function is defined at the top level of a file, not inside of a block",
            help="move it out, or write a lambda: `let {after_plain} = x => ...`"),
    Mistake("E0116", found="fn test space import", inside="{",
            message="{found} stands at the top level of a file, not inside of a block",
            help="move it out of the braces"),
    # --- blocks ---
    Mistake("E0117", found=":", after="NEWLINE $END", accepts="{",
            message="a block stands between braces, not after a colon",
            help="write `{head_plain} ... {{ ... }}`"),
    Mistake("E0117", found=":", before="else try",
            message="a block stands between braces, not after a colon",
            help="write `{before_plain} {{ ... }}`"),
    Mistake("E0117", found=":", accepts="{",
            message="a block stands between braces, not after a colon",
            help="write `{{ ... }}` instead of `:`"),
    Mistake("E0117", found="=>", head="fn", accepts="{",
            message="the body of a function stands between braces",
            help="write `{{ ... }}` instead of `=>`"),
    Mistake("E0117", found="=", head="fn", accepts="{",
            message="the body of a function stands between braces",
            help="write `{{ ... }}` instead of `=`"),
    Mistake("E0117", found="LREC", earlier="match route", accepts="{",
            message="these are no arms",
            help="an arm is written `pattern => result`, on a line of its own"),
    Mistake("E0117", found="LREC", accepts="{",
            message="a record stands here, where a block is due",
            help="a block holds statements; `name:` begins a record"),
    Mistake("E0117", found="{", before="BEGIN NEWLINE {",
            message="a block does not stand by itself",
            help="its `if`, `for`, `fn` ... stands on the same line as its `{{`"),
    Mistake("E0117", found="{", after="}", accepts="NUMBER",
            message="`{{}}` is no value",
            help="the empty record is `record()`, the empty list `[]`"),
    Mistake("E0117", found="{", before="= ( , [ : return print in + - * / |>", accepts="NUMBER",
            message="a block is no value",
            help="a record has names: `{{name: value}}`; a list is written `[a, b]`"),
    Mistake("E0111", found="LINE_END", head="if while for fn test match route try", accepts="{",
            message="the block of this {head} is missing",
            help="write `{{` on this line, and `}}` where the block ends"),
    Mistake("E0119", only="else",
            message="this `try` has no `else`",
            help="write `try {{ ... }} else e {{ ... }}`"),
    Mistake("E0117", found="else", after=":", at="after",
            message="a block stands between braces, not after a colon",
            help="write `else {{ ... }}`, on the line where the block before it ends"),
    Mistake("E0119", found="else",
            message="this `else` belongs to nothing",
            help="it follows the `}}` of an `if` or a `try`"),
    # --- arms and separators ---
    Mistake("E0118", found=",", earlier="=>", inside="{",
            message="no comma separates arms",
            help="write each arm on a line of its own"),
    Mistake("E0118", found="VALUE _ void", earlier="=>", inside="{", accepts="NEWLINE",
            message="arms stand on lines of their own",
            help="begin a new line before {found}"),
    Mistake("E0118", found="->", inside="{", accepts="=>",
            message="the arrow of an arm is `=>`",
            help="write `=>` instead of `->`"),
    Mistake("E0118", found=":", inside="{", accepts="=>",
            message="the arrow of an arm is `=>`",
            help="write `=>` instead of `:`"),
    Mistake("E0118", found="->", before="NAME )",
            message="a lambda is written with `=>`",
            help="write `=>` instead of `->`"),
    Mistake("E0118", found="NEWLINE", inside="LREC",
            message="lines of a record break after `{{` and `,` only",
            help="write a comma at the end of the line, or close the record"),
    Mistake("E0118", found="=", inside="LREC",
            message="a field is written `name: value`",
            help="write `:` instead of `=`"),
    Mistake("E0118", found=", } NEWLINE", before="NAME STRING", inside="LREC", accepts=":", at="before",
            message="the field {before} has no value",
            help="a field is written `name: value`"),
    Mistake("E0118", found="=", before="NAME", inside="(",
            message="a named argument is written `name: value`",
            help="write `{before_plain}: ...`"),
    Mistake("E0111", before="NAME", head="fn", inside="(", accepts=":", only=":", at="before",
            message="the type of this parameter is missing",
            help="write `{before_plain}: type`, such as `{before_plain}: text`"),
    Mistake("E0105", found=",", before="NUMBER", inside="TEXT",
            message="a brace in a text begins an expression",
            help="for a brace itself write `\\{{`"),
    Mistake("E0118", found=",", head="let var",
            message="there are no tuples",
            help="write `let {{a, b}} = ...` for a record; the items of a list are `xs[0]`, `xs[1]`"),
    Mistake("E0118", found=",", accepts="NEWLINE $END",
            message="there are no tuples",
            help="write a list `[a, b]`, or a record `{{first: a, second: b}}`"),
    Mistake("E0118", found=":", inside="[",
            message="an index is one value",
            help="a part of a list or a text is `slice(xs, from, to)`"),
    # --- assignment, comparison, and the arrow between ---
    Mistake("E0115", found="LINE_END", earlier="<-", accepts="by", at="earlier",
            message="`x <- v by t` lacks its `by`",
            help="to compare, write `{left_plain} < -{right_plain}`; to move, say how far: `... by 0.5`"),
    Mistake("E0115", found="<-",
            message="`<-` moves a variable, as a statement: `x <- v by t`",
            help="to compare, write `{left_plain} < -{right_plain}`"),
    Mistake("E0115", earlier="<-", accepts="by", at="earlier",
            message="`x <- v by t` lacks its `by`",
            help="to compare, write `{left_plain} < -{right_plain}`"),
    Mistake("E0113", found="=", head="if while assert print return match", accepts="==",
            message="`=` assigns, and does so as a statement",
            help="write `==` to compare"),
    Mistake("E0113", found="==", accepts="=",
            message="`==` compares",
            help="write `=`"),
    Mistake("E0113", found="=", before="==", at="both",
            message="`===` is no operator",
            help="write `==`"),
    Mistake("E0113", found=":", after="=",
            message="`:=` is no operator",
            help="write `let x = ...` for a new name, `x = ...` to change a variable that is there"),
    Mistake("E0113", found="=", accepts="==",
            message="`=` assigns, and does so as a statement of its own",
            help="write `==` to compare"),
    Mistake("E0114", found="~", accepts="and",
            message="`~` does not chain",
            help="write `a ~ b and b ~ c`, or `(a ~ b) ...` for what follows"),
    Mistake("E0114", found=_COMPARES, earlier=_COMPARES, accepts="and",
            message="comparisons do not chain",
            help="write `a < b and b < c`"),
    # --- signs of other languages ---
    Mistake("E0113", found="&", before="&", at="both",
            message="`&&` is no operator",
            help="write `and`"),
    Mistake("E0113", found="|", before="|", at="both",
            message="`||` is no operator",
            help="write `or`"),
    Mistake("E0113", found="/", after="/",
            message="a comment begins with `#`",
            help="write `#` instead of `//`"),
    Mistake("E0113", found="/", after="*",
            message="a comment begins with `#`",
            help="write `#` at the beginning of each of its lines"),
    Mistake("E0113", found="/", before="/", at="both",
            message="a comment begins with `#`",
            help="write `#` instead of `//`; whole division is `floor_div(a, b)`"),
    Mistake("E0113", found="*", before="/", at="both",
            message="a comment begins with `#`",
            help="write `#` at the beginning of each of its lines"),
    Mistake("E0113", found="*", before="*", at="both",
            message="`**` is no operator",
            help="a power is `pow(x, n)`"),
    Mistake("E0113", found=">", before="<", at="both",
            message="`<>` is no operator",
            help="write `!=`"),
    Mistake("E0113", found="<", before="=", at="both",
            message="`=<` is no operator",
            help="write `<=`"),
    Mistake("E0113", found="+", before="+", at="both",
            message="`++` is no operator",
            help="write `x += 1`"),
    Mistake("E0113", found="LINE_END", before="-", second="-", at="before",
            message="`--` is no operator",
            help="write `x -= 1`"),
    Mistake("E0113", found="?",
            message="`?` belongs to types",
            help="write `if a {{ b }} else {{ c }}` to choose a value"),
    Mistake("E0113", found=".", before=".", at="both",
            message="`..` is no operator",
            help="a range is `range(from, to)`, whose end is left out"),
    Mistake("E0113", found="@",
            message="`@` follows an embedded text or a type",
            help='write `~"..."@space`'),
    Mistake("E0113", found="!",
            message="`!` is the complement of a region",
            help="write `not`, or `!=`"),
    # --- names and words ---
    Mistake("E0112", found="WORD", before="let var fn for region store space as @ uses", accepts="NAME",
            message="{found} is a word of the language, and cannot be a name",
            help="choose another name"),
    Mistake("E0112", found="WORD", before="( , LREC", head="fn", inside="( LREC", accepts="NAME",
            message="{found} is a word of the language, and cannot be a name",
            help="choose another name"),
    Mistake("E0112", found="void",
            message="`void` is an arm of a `route`",
            help="the value of nothing is `nil`"),
    Mistake("E0112", found="for while", accepts="NUMBER",
            message="{found} is a statement, and has no value",
            help="a list is made by `[... for x in xs]`"),
    Mistake("E0112", found="let var print assert return break continue region store", accepts="NUMBER",
            message="{found} begins a statement, and has no value",
            help="write it on a line of its own"),
    # --- what is missing ---
    Mistake("E0111", before="NAME ] }", head="for", accepts="in",
            message="the `in` of this `for` is missing",
            help="write `for x in xs {{ ... }}`"),
    Mistake("E0111", found="LINE_END , ) ] top where VALUE", earlier="near", accepts="in",
            message="the `in` of this `near` is missing",
            help="write `near query in store`"),
    Mistake("E0111", found="LINE_END", head="let var region", accepts="=",
            message="this {head} has no value",
            help="write `{head_plain} {before_plain} = ...`"),
    Mistake("E0111", head="let var region", accepts="=",
            message="an `=` is missing",
            help="write `{head_plain} ... = ...`"),
    Mistake("E0111", found="(", before="fn",
            message="this function has no name",
            help="write `fn name(...) {{ ... }}`, or a lambda: `(x, y) => ...`"),
    Mistake("E0111", before="test",
            message="a test has a title",
            help='write `test "what holds" {{ ... }}`'),
    Mistake("E0111", found=". /", head="import",
            message="the module of a file is imported by its path",
            help='write `import "folder/file.sdol"`'),
    Mistake("E0118", found=":", inside="TEXT",
            message="only an expression stands between the braces of a text",
            help="format the value by a call; for a brace itself write `\\{{`"),
    Mistake("E0120", found="LINE_END", before="=>", at="before",
            message="nothing follows this `=>`",
            help="write its body on the same line, or between braces"),
    Mistake("E0120", found="LINE_END", before=_OPERATORS, at="before",
            message="nothing follows this {before}",
            help="a line that goes on stands inside of ( ) or [ ]"),
    Mistake("E0120", found="LINE_END",
            before=_TAKES_VALUE, at="before",
            message="nothing follows this {before}",
            help="write a value after it"),
    Mistake("E0120", found="LINE_END", before="let var fn region store space import . @", at="before",
            message="nothing follows this {before}",
            help="write a name after it"),
    Mistake("E0110", found="~ near if try match route around codebook not - !", before="around codebook",
            message="{before} takes one literal, name or parenthesis",
            help="put what it is made of in parentheses: `{before_plain} ({found_plain}…)`"),
    # --- two things side by side ---
    Mistake("E0121", found="STRING NUMBER", before="NAME", accepts="+",
            message="{found} follows a whole value",
            help="to call a function, write `{before_plain}({found_plain})`"),
    Mistake("E0118", found="VALUE", inside="( [", accepts=",",
            message="a comma is missing before {found}",
            help="separate what stands in brackets by commas"),
    Mistake("E0118", before="NAME STRING", inside="LREC", only=":", at="before",
            message="the field {before} has no value",
            help="a field is written `name: value`"),
    Mistake("E0118", found="VALUE", inside="LREC", accepts=",",
            message="a comma is missing before {found}",
            help="separate fields by commas"),
    Mistake("E0121", found="VALUE", accepts="+",
            message="{found} follows a whole value",
            help="is a sign or a newline missing between the two?"),
)
# fmt: on

STRAY = {
    ";": Stray("`;` has no meaning", "a newline ends a statement", "NEWLINE"),
    "%": Stray(
        "`%` is no operator", 'the remainder is `mod(a, b)`; texts are put together by `"{a}{b}"`', "*"
    ),
    "^": Stray("`^` is no operator", "a power is `pow(x, n)`", "*"),
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
