"""Late parcels since 2020: filtered by meaning and by a field that some rows lack."""

import json
from pathlib import Path

import numpy as np
from encoder import embed

rows = [json.loads(line) for line in Path("../data/notices.jsonl").read_text().splitlines()]
# everything is embedded again at every start: keeping vectors, and knowing when they are stale, is another program
late = [row for row in rows if (row.get("year") or 0) > 2020]
scores = embed([row["text"] for row in late]) @ embed(["late parcel"])[0]
for i in np.argsort(-scores, kind="stable")[:3]:
    print(f"{scores[i]:.2f} {late[i]['text']}")
