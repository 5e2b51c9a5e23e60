"""Job 9 with a mistake: the values are not turned into numbers."""

import csv
from pathlib import Path
from statistics import mean, stdev

groups = {}
with Path("../data/sensors.csv").open(newline="") as file:
    for row in csv.DictReader(file):
        if row["value"] != "":
            groups.setdefault(row["sensor"], []).append(row["value"])
for sensor, values in groups.items():
    print(sensor, len(values), f"{mean(values):.2f}", f"{stdev(values):.2f}")
