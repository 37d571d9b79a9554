"""Reads a page of OpenMetrics as Prometheus' own client for Python does, and prints each
metric: name, kind, unit, samples and exemplars."""

import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families

with open(sys.argv[1], encoding="utf-8") as page:
    for family in text_string_to_metric_families(page.read()):
        exemplars = sum(sample.exemplar is not None for sample in family.samples)
        print(family.name, family.type, family.unit or "-", len(family.samples), exemplars)
