#!/usr/bin/env python3
"""Reads a message of the clearance engine by its layout, independently of the Swift reader, and prints what it holds.

    vnaccs_read.py LAYOUTS_DIRECTORY FILE

A line a value: row (0 outside a repetition), id, value; then the header's length. Exit 1 where a length is wrong.
"""

import re
import sys
from pathlib import Path


def layout(folder, code):
    text = (folder / (code + ".layout")).read_text(encoding="utf-8")
    alias = re.search(r"^same-as (\w+)$", text, re.M)
    if alias:
        return layout(folder, alias.group(1))
    fixed, _, rows = text.partition("\nrepeat ")
    item = re.compile(r"^ *\d+ +(\w+) +([AIFW])(\d+) +[MC] ", re.M)
    return [[(i, a, int(w)) for i, a, w in item.findall(part)] for part in (fixed, rows)]


def main(folder, file):
    raw = Path(file).read_bytes()
    header, data = raw[:398].decode("ascii"), raw[400:]
    assert raw[398:400] == b"\r\n" and data.endswith(b"\r\n"), "line ends"
    assert int(header[392:398]) == len(raw), "length"
    code = header[8:15].strip()[:6] or header[3:8].strip()
    lines = data.decode("utf-8").split("\r\n")[:-1]
    fixed, rows = layout(Path(folder), code)
    position = row = 0
    while position < len(lines):
        for identifier, attribute, width in fixed if row == 0 else rows:
            line = lines[position]
            position += 1
            assert len(line) == width, (identifier, row, len(line), width)
            value = line.strip(" ") if attribute in "IF" else line.rstrip(" ")
            if value:
                print(row, identifier, value, sep="\t")
        row += 1
    print("length", len(raw), sep="\t")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        main(*sys.argv[1:])
    except AssertionError as wrong:
        sys.exit("vnaccs_read.py: %s" % wrong)
