#!/usr/bin/env python3
"""Makes schemas/vnaccs from two text files with the item tables and codes of the clearance engine's terminal.

    vnaccs.py LAYOUTS CODES OUTPUT_DIRECTORY

LAYOUTS holds a section a message (`### Send IDA ...` or `### Recv VAD1AC ...`) with a line an item: order, id, label,
required (M, C or blank), attribute and length, form. CODES holds the procedure, output and result codes. The files
written are described in schemas/vnaccs/README.md, with the repairs made here.
"""

import re
import sys
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent

SECTION = re.compile(
    r"^### (Send|Recv) (\w+)(?: — (.*?))?\s*"
    r"(?:\[(Template/[^\]]+)\]|\(same layout as (Send|Recv) (\w+):.*\)|: no conf)?\s*$"
)
ITEM = re.compile(r"^ *(\d+)\t([A-Z0-9]+)\t(.*)$")
GROUP = re.compile(r"^<ranContainer repetition_max=(\d+)>$")
ATTRIBUTE = re.compile(r"^[AIFW]\d+$")

# Labels that the tables give in Japanese only. OLB gives the label of a date to the five 35-character cargo numbers
# that follow the processing types; IDB, the same call-up for imports, shows what they are.
JAPANESE = {
    "運送申告番号": "Transport declaration No.",
    "処理種別": "Type of manifest (cargo)",
    "運送期間終了予定年月日": "Cargo No. (B/L No., AWB No. etc.)",
    "同じ貨物番号を使った申告の確認": "Confirmation of a declaration with the same cargo No.",
}

# The first item of an answer to an inquiry, left out of the printed form of VAF511: see README.md, "Result line".
FIRST_ORDER = {"VAF511": 2}


class Defect(Exception):
    pass


def clean(label):
    """One line, no Japanese, single spaces, half-width letters."""
    label = JAPANESE.get(label.strip(), label)
    label = re.sub(r"\s*\([^()]*[\u3040-\u30ff\u4e00-\u9fff][^()]*\)", "", label)
    label = unicodedata.normalize("NFKC", label.replace("…", "..."))
    label = re.sub(r"\.{4,}", "...", label)
    label = re.sub(r"\s+", " ", label).strip()
    if any("\u3000" <= c <= "\u9fff" for c in label):
        raise Defect("label still in Japanese: " + label)
    return label


def joined(lines):
    """The lines with those put together that a line end inside a label has broken."""
    result = []
    for number, line in lines:
        if ITEM.match(line) or GROUP.match(line) or line.startswith("#") or not line.strip():
            result.append([number, line])
        elif result and ITEM.match(result[-1][1]) and len(result[-1][1].split("\t")) < 5:
            result[-1][1] += " " + line
        else:
            raise Defect("line %d is neither an item nor the rest of one: %r" % (number, line))
    return result


def sections(text):
    """The sections of LAYOUTS as (direction, code, title, template, alias, items, group)."""
    current = None
    body = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("### "):
            if current:
                yield current, body
            match = SECTION.match(line)
            if not match:
                raise Defect("line %d: section not understood: %r" % (number, line))
            current, body = match, []
        elif current:
            body.append((number, line))
    if current:
        yield current, body


def items(code, body):
    fixed, rows, repetition = [], [], None
    expected = FIRST_ORDER.get(code, 1)
    seen = set()
    for number, line in joined(body):
        if not line.strip():
            continue
        group = GROUP.match(line)
        if group:
            if repetition is not None:
                raise Defect("line %d: second repetition in %s" % (number, code))
            repetition = int(group.group(1))
            continue
        fields = line.strip(" ").split("\t")
        order, identifier, label, required, attribute = (f.strip() for f in fields[:5])
        form = fields[5].strip() if len(fields) > 5 else ""
        if int(order) != expected:
            raise Defect("line %d: item %s of %s out of order" % (number, order, code))
        expected += 1
        if identifier in seen or not ATTRIBUTE.match(attribute) or required not in ("M", "C", ""):
            raise Defect("line %d: item %s of %s not understood: %r" % (number, order, code, line))
        seen.add(identifier)
        item = (order, identifier, attribute, required or "C", clean(label), form.removeprefix("form="))
        (fixed if repetition is None else rows).append(item)
    return fixed, rows, repetition


def title_lines(titles):
    return ["title.%s %s" % (language, title) for language, title in zip(("vi", "en"), titles) if title]


def layout_text(code, direction, titles, template, sign, fixed, rows, repetition):
    out = ["# Made by integration/generate/vnaccs.py; the form of this file is described in README.md."]
    out += ["message %s" % code, "direction %s" % direction]
    out += title_lines(titles) + ["template %s" % template]
    out += ["sign %s" % ("yes" if sign else "no"), "", "items"]

    def line(indent, item):
        order, identifier, attribute, required, label, form = item
        default = "  default=%s" % form if form else ""
        return "%s%4s  %-4s  %-5s  %s  %s%s" % (indent, order, identifier, attribute, required, label, default)

    out += [line("", item) for item in fixed]
    if rows:
        out += ["", "repeat %d" % repetition] + [line("", item) for item in rows]
    return "\n".join(out) + "\n"


def alias_text(code, direction, titles, sign, target):
    out = ["# Made by integration/generate/vnaccs.py; the form of this file is described in README.md."]
    out += ["message %s" % code, "direction %s" % direction]
    out += title_lines(titles)
    out += ["sign %s" % ("yes" if sign else "no"), "same-as %s" % target]
    return "\n".join(out) + "\n"


def code_sections(text):
    parts = {}
    name = None
    for line in text.split("\n"):
        if line.startswith("## "):
            name = line[3:]
            parts[name] = []
        elif name:
            parts[name].append(line)

    def find(prefix):
        return next(v for k, v in parts.items() if k.startswith(prefix))

    return find("Procedure"), find("Output"), find("Send procedures"), find("Result")


def is_vietnamese(title):
    return any(ord(c) > 127 for c in unicodedata.normalize("NFC", title))


def both(code, title, titles):
    """The title in Vietnamese and English; a language that nobody gave is left blank."""
    if code in titles:
        return titles[code]
    title = "" if title.strip() in ("", "None") else clean(title)
    return (title, "") if is_vietnamese(title) else ("", title)


def main(layouts_path, codes_path, output):
    output = Path(output)
    output.mkdir(parents=True, exist_ok=True)
    titles = {}
    for line in (HERE / "vnaccs_titles.tsv").read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            code, vi, en = line.split("\t")
            titles[code] = (vi, en)
    procedures, outputs, sends, results = code_sections(Path(codes_path).read_text(encoding="utf-8"))

    signed = {}
    procedure_titles = {}
    for line in sends:
        if line.strip():
            code, sign, title = line.split("\t")
            signed[code] = sign == "sign=1"
            procedure_titles[code] = title
    area, order = "", []
    areas = {}
    for line in procedures:
        head = re.match(r"^ *\[(.*)\]$", line)
        if head:
            area = head.group(1)
        elif line.strip():
            code, title, _ = line.strip().split("\t")
            areas[code] = area
            order.append(code)
            procedure_titles.setdefault(code, title.removeprefix(code).strip())
    for code in sorted(procedure_titles):
        if code not in order:
            order.append(code)

    output_rows = []
    carried = ""
    for line in outputs:
        # A line end inside one title (VAJC02) has broken its row.
        line = carried + line
        carried = ""
        if not line.strip():
            continue
        if line.count("\t") < 4:
            carried = line
            continue
        code, kind, sign, title, reference = line.split("\t")
        signed[code] = sign == "sign=1"
        output_rows.append((code, kind, title, reference))

    written = {}
    pending = []
    templates = {}
    known = {}
    absent = []
    for match, body in sections(Path(layouts_path).read_text(encoding="utf-8")):
        direction = "send" if match.group(1) == "Send" else "receive"
        code, title, template, alias = match.group(2), match.group(3) or "", match.group(4), match.group(6)
        if alias:
            pending.append((code, direction, title, alias))
            continue
        fixed, rows, repetition = items(code, body)
        if not fixed and not rows:
            absent.append(code)
            continue
        name = Path(template).name.removesuffix(".xml")
        templates[name.upper()] = code
        known[code] = direction
        written[code] = layout_text(
            code, direction, both(code, title, titles), name, signed.get(code), fixed, rows, repetition)
    for code, direction, title, alias in pending:
        if alias not in known:
            raise Defect("%s is said to be like %s, which has no layout" % (code, alias))
        known[code] = direction
        written[code] = alias_text(code, direction, both(code, title, titles), signed.get(code), alias)
    # Outputs whose template is one that we have, though no section says so.
    layout_of = {}
    for code, _, title, reference in output_rows:
        name = Path(reference).name.removesuffix(".xml").upper()
        target = templates.get(name)
        if code in known:
            layout_of[code] = code
        elif target:
            layout_of[code] = code
            written[code] = alias_text(code, "receive", both(code, title, titles), signed.get(code), target)

    for old in output.glob("*.layout"):
        old.unlink()
    for code, text in written.items():
        (output / (code + ".layout")).write_text(text, encoding="utf-8")

    def table(name, head, rows):
        lines = ["# Made by integration/generate/vnaccs.py. " + head[0], "\t".join(head[1:])]
        lines += ["\t".join(row) for row in rows]
        (output / name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    table(
        "procedures.tsv",
        ("What terminals may send.", "code", "sign", "area", "title_vi", "title_en"),
        [
            (c, "yes" if signed.get(c) else "no", areas.get(c, ""), *both(c, procedure_titles[c], titles))
            for c in order
        ],
    )
    table(
        "outputs.tsv",
        ("What the engine sends; `layout` is yes where a .layout file has its items.",
         "code", "kind", "sign", "layout", "title_vi", "title_en"),
        [
            (c, kind, "yes" if signed[c] else "no", "yes" if c in layout_of else "no", *both(c, title, titles))
            for c, kind, title, _ in output_rows
        ],
    )
    english = dict(
        line.split("\t")
        for line in (HERE / "vnaccs_results_en.tsv").read_text(encoding="utf-8").split("\n")
        if line and not line.startswith("#")
    )
    result_rows = []
    for line in results:
        if line.strip():
            code, text, jobs = line.split("\t")
            text = re.sub(r"\s+", " ", text).strip()
            result_rows.append((code, jobs.strip("[]"), text, english.get(code, "")))
    table(
        "results.tsv",
        ("Result codes with the procedures that give them (… where the list goes on) and the published text.",
         "code", "procedures", "text_vi", "text_en"),
        result_rows,
    )
    print("%d layouts, %d procedures, %d outputs, %d result texts; no items known for %s" % (
        len(written), len(order), len(output_rows), len(result_rows), ", ".join(absent)))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    try:
        main(*sys.argv[1:])
    except Defect as defect:
        sys.exit("vnaccs.py: %s" % defect)
