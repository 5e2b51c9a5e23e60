"""The programs of the language page, which must be read as written."""

TRIAGE = """\
# triage.sdol: send each line of input to a team
region billing  = around ["my card was charged twice", "refund my payment", "the invoice is wrong"]
region shipping = around ["where is my parcel", "the delivery is late", "it was sent to the wrong address"]

fn team(msg: text) -> text {
  route ~msg {
    billing  => "billing"
    shipping => "shipping"
    void     => "a person"          # outside every region
  }
}

for line in input.lines {
  print team(line), line
}
"""

INTERPOLATION = """\
# assignment is interpolation
let calm = ~"the market is calm"
var belief = calm
belief <- ~"volatility is rising" by 0.25
print belief ~ calm
"""

DOLLAR = """\
# vector-symbolic records: what is the dollar of Mexico?
let usa    = 'country * 'usa    + 'capital * 'washington + 'currency * 'dollar
let mexico = 'country * 'mexico + 'capital * 'mexico_city + 'currency * 'peso
let words  = codebook ['usa, 'washington, 'dollar, 'mexico, 'mexico_city, 'peso]
print cleanup(mexico / (usa / 'dollar), words)      # 'peso
"""

NOTES = """\
# the store: a named partition in the session's database; putting the same thing twice stores it once
store notes
for row in read_jsonl("notes.jsonl") { notes.put(row.text, row) }
for hit in near "late parcel" in notes top 3 where .year > 2020 {
  print hit.score, hit.text
}
"""

EFFECTS = """\
# effects are declared, granted and recorded
fn head(path: text) -> text uses fs.read {
  read(path).lines[0]
}
try { print head("report.txt") } else e { print "not today: {e.message}" }

test "assignment reaches its target" {
  var x = ~"a"
  x <- ~"b" by 1
  assert x ~ ~"b" > 0.999
}
"""

PROGRAMS = {
    "triage": TRIAGE,
    "interpolation": INTERPOLATION,
    "dollar": DOLLAR,
    "notes": NOTES,
    "effects": EFFECTS,
}
