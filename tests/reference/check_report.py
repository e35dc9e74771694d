#!/usr/bin/env python3
"""check_report.py REPORT.html REPORT.json: does the page say what the document says?

Python's parser and its floats are the independent source: the page must be well nested, refer to
nothing outside, have unique ids, and hold each number of metrics and bins, before and after.
"""
import html.parser
import json
import sys

VOID = {"meta", "br", "path", "rect", "circle", "use", "feFlood", "feComposite", "polygon"}
OUTSIDE = {"src", "action", "formaction", "poster", "srcset", "data", "ping", "background"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.section = [], set(), None
        self.numbers, self.policy = {}, None

    def handle_starttag(self, tag, attributes, closed=False):
        named = dict(attributes)
        assert len(named) == len(attributes), f"{tag}: an attribute twice"
        assert tag not in ("script", "iframe", "object", "embed", "link", "base", "form"), tag
        assert not OUTSIDE & set(named), f"{tag}: {named}"
        assert not any(name.startswith("on") for name in named), f"{tag}: {named}"
        for name in ("href", "xlink:href"):
            assert named.get(name, "#").startswith("#"), named[name]
        if "id" in named:
            assert named["id"] not in self.ids, f"id {named['id']} twice"
            self.ids.add(named["id"])
        if tag == "meta" and named.get("http-equiv") == "Content-Security-Policy":
            self.policy = named["content"]
        if tag == "section":
            self.section = named["id"]
        if tag == "data":
            self.numbers.setdefault(self.section, []).append(float(named["value"]))
        if tag not in VOID and tag.lower() not in {v.lower() for v in VOID} and not closed:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes, closed=True)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()


def number(value):
    if isinstance(value, dict) and value.get("value", 0) is None:
        return float(value["status"])
    return float(value["value"] if isinstance(value, dict) else value)


def stands_in(x, numbers):
    return any(x == y or (x != x and y != y) for y in numbers)  # nan is nan


def main():
    page, document = Page(), json.load(open(sys.argv[2]))
    text = open(sys.argv[1], encoding="utf-8").read()
    page.feed(text)
    page.close()
    assert not page.open, f"left open: {page.open}"
    assert page.policy and page.policy.startswith("default-src 'none'"), "no policy"
    assert len(text.encode()) < 300_000, "too large"
    scopes = [document] + ([document["after"]] if "after" in document else [])
    checked = 0
    for scope in scopes:
        for name, metric in scope["metrics"].items():
            shown = page.numbers["numbers"]
            for key in ("value", "low", "high", "null_mean", "null_high", "p_value"):
                if key == "value" or metric.get(key) is not None:
                    want = number(metric) if key == "value" else number(metric[key])
                    assert stands_in(want, shown), f"{name}.{key} = {want!r} is not in the page"
                    checked += 1
        for row in scope["curves"]["bins"]:
            if row["count"] > 0:
                for key in ("confidence", "accuracy", "accuracy_low", "consistency_high"):
                    assert stands_in(number(row[key]), page.numbers["reliability"]), (key, row)
                    checked += 1
    for value in document["fit"]["parameters"].values():
        assert stands_in(number(value), page.numbers["temperature"]), value
    assert checked > 50, checked


main()
