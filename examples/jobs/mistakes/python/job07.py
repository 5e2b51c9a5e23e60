"""Job 7 with a mistake: the most similar line is used without asking whether there is one."""

from pathlib import Path

from encoder import embed


def plain(line):
    words = (word.strip(".,:;!?()[]/%").lower() for word in line.split())
    return " ".join(word for word in words if word and not any(c.isdigit() for c in word))


def read(path):
    return Path(path).read_text().splitlines()


today = read("../data/log_today.txt")
before = embed([plain(line) for line in read("../data/log_yesterday.txt")])
after = embed([plain(line) for line in today])
for line, row in zip(today, after @ before.T, strict=True):
    if row.max() < 0.5:
        print(line)
