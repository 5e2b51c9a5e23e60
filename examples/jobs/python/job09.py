"""Mean and standard deviation of each sensor, without the readings that are missing."""

import csv
from pathlib import Path
from statistics import mean, stdev

groups = {}
with Path("../data/sensors.csv").open(newline="") as file:
    for row in csv.DictReader(file):
        if row["value"] != "":
            groups.setdefault(row["sensor"], []).append(float(row["value"]))
for sensor, values in groups.items():
    print(sensor, len(values), f"{mean(values):.2f}", f"{stdev(values):.2f}")
