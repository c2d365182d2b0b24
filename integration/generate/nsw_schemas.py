#!/usr/bin/env python3
"""Writes the XSDs of single-window message contents from field trees.

    nsw_schemas.py --published FIELDS --designed FIELDS --out schemas/nsw [--procedure CODE ...]

One XSD describes the element inside Body/Content of every message of a procedure that carries the same content. Its name
is the element's, followed by the type and function of its first message where the procedure has several contents under
one name. The simple types of all of them are in types.xsd. Prints which file each message is described by.
"""

import argparse
import pathlib
import re
import xml.sax.saxutils as sax

import nsw_trees

# File names of the published schemas that do not begin with the procedure's code (reference/nsw-practice.md, 6), and
# the functions of those that cover a whole type.
NAMED = {
    "x04.txt": ["BNNPTNT0300004"],
    "x12.txt": ["BNN&PTNT0200002", "BNN&PTNT0200003"],
    "xp14.txt": ["BNN0300003"],
    "xp15.txt": ["BNN0500004"],
    "xp16.txt": ["BNN0500003"],
}
FUNCTIONS = {
    "xp14.txt": {
        "12": ["05", "06", "07", "20"], "14": ["09", "10"], "16": ["12", "13"], "17": ["14"], "19": ["16"],
        "20": ["18"], "24": ["23"],
    },
    "xp15.txt": {
        "12": ["05", "06", "07"], "14": ["09", "10"], "16": ["12", "13"], "17": ["14"], "19": ["16"],
        "20": ["17", "18"],
    },
}
FUNCTIONS["xp16.txt"] = FUNCTIONS["xp15.txt"]
# A copy of another procedure's message that clashes with it (reference/nsw-practice.md, 8).
LEFT_OUT = {("xp16.txt", "24")}


def messages(sections, designed):
    """Every (procedure, type, function) with the section that describes it."""
    for section in sections:
        if designed:
            code, kind, *functions = section.heading.split()
            for function in functions:
                yield code, kind, function, section
            continue
        name = section.heading.removesuffix(".xsd")
        if match := re.fullmatch(r"(BNN&?(?:PTNT)?\d{7})(\d\d)(\d\d)", name):
            yield match[1], match[2], match[3], section
        elif match := re.fullmatch(r"mard\d\d_(\d\d)(\d\d)", name):
            for code in NAMED[section.group]:
                yield code, match[1], match[2], section
        elif (match := re.fullmatch(r"mard_(\d\d)", name)) and (section.group, match[1]) not in LEFT_OUT:
            for function in FUNCTIONS[section.group][match[1]]:
                for code in NAMED[section.group]:
                    yield code, match[1], function, section


class SimpleTypes:
    """The simple types in use, by name."""

    def __init__(self):
        self.used = {"NonEmptyString": None, "Moment": None, "MomentOrEmpty": None}

    def name(self, value):
        match = re.fullmatch(r"(?:xsd:)?(\w+)((?:\([0-9]+\)| \S+)*)", value)
        base, facets = match[1], dict(
            ("maxLength", part[1:-1]) if part.startswith("(") else part.split("=", 1)
            for part in re.findall(r"\([0-9]+\)|[^\s()]+=\S+?(?=\(|\s|$)", match[2]) if not part.startswith("enumeration"))
        choices = re.findall(r"enumeration=(\S+)", value)
        if facets.get("pat") in ("dt", "dt?"):
            return "Moment" if facets["pat"] == "dt" else "MomentOrEmpty"
        width = facets.pop("maxLength", "")
        if base == "string" and not facets and not choices:
            return self.use("Text" + width, "xs:string", [("maxLength", width)]) if width else "xs:string"
        if base == "NonEmptyString":
            return self.use("NonEmpty" + width, "NonEmptyString", [("maxLength", width)]) if width else base
        if base == "normalizedString" and "pat" not in facets and not choices:
            least = facets.get("minLength")
            rules = [("minLength", least)] * bool(least) + [("maxLength", width)] * bool(width)
            if not rules:
                return "xs:normalizedString"
            return self.use(("Line" if not least else "FilledLine") + width, "xs:normalizedString", rules)
        if choices:
            label = "".join(part.capitalize() for choice in choices for part in choice.lower().split("_"))
            return self.use("OneOf" + label, "xs:" + base, [("enumeration", choice) for choice in choices])
        return self.number(base, facets)

    def number(self, base, facets):
        low, high = facets.get("minInclusive"), facets.get("maxInclusive")
        if "maxExclusive" in facets and base != "decimal":
            high = str(int(facets["maxExclusive"]) - 1)
        label = base.capitalize()
        rules = []
        if low is not None:
            label += f"From{low}"
            rules.append(("minInclusive", low))
        if high is not None:
            label += f"To{high}"
            rules.append(("maxInclusive", high))
        elif "maxExclusive" in facets:
            label += f"Below{facets['maxExclusive']}"
            rules.append(("maxExclusive", facets["maxExclusive"]))
        for facet, word in (("totalDigits", "Digits"), ("fractionDigits", "Places")):
            if facet in facets:
                label += f"{word}{facets[facet]}"
                rules.append((facet, facets[facet]))
        return self.use(label, "xs:" + base, rules) if rules else "xs:" + base

    def use(self, name, base, rules):
        known = self.used.setdefault(name, (base, rules))
        if known != (base, rules):
            raise SystemExit(f"two simple types are called {name}")
        return name

    def write(self, path):
        moment = (
            r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[ T]([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,9})?"
            r"(Z|[+\-]([01]\d|2[0-3]):[0-5]\d)?")
        out = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            "<!-- The simple types of all message contents. Written by integration/generate/nsw_schemas.py. -->",
            '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">',
            "    <!-- At least one character that is not white space. -->",
            *simple("NonEmptyString", "xs:string", [("pattern", r"\s*\S[\s\S]*")]),
            "    <!-- A date and time in one of the three forms that messages carry: yyyy-MM-dd HH:mm:ss, the same with a",
            "         fraction of the second, or ISO 8601 with an offset. -->",
            *simple("Moment", "xs:string", [("pattern", moment)]),
            "    <!-- A moment, or nothing. -->",
            *simple("MomentOrEmpty", "xs:string", [("pattern", f"({moment})?")]),
        ]
        rest = {name: rule for name, rule in self.used.items() if rule}
        for name in sorted(rest, key=lambda name: (re.sub(r"\d+", "", name), [int(n) for n in re.findall(r"\d+", name)])):
            out += simple(name, *rest[name])
        path.write_text("\n".join(out + ["</xs:schema>", ""]), encoding="utf-8")


def simple(name, base, rules):
    """A simple type's declaration."""
    lines = [f'    <xs:simpleType name="{name}">', f'        <xs:restriction base="{base}">']
    lines += [f"            <xs:{facet} value={sax.quoteattr(value)}/>" for facet, value in rules]
    return lines + ["        </xs:restriction>", "    </xs:simpleType>"]


class SchemaWriter:
    """Writes the schema of one content."""

    def __init__(self, types, section, contents):
        self.types, self.section, self.contents = types, section, contents
        self.lines, self.borrowed = [], {}

    def write(self, root, codes):
        heading = f"{codes[0][0]} " + ", ".join(f"{kind}/{function}" for _, kind, function in codes)
        self.lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f"<!-- {heading}: the element inside Body/Content. Written by integration/generate/nsw_schemas.py. -->",
            '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">',
            '    <xs:include schemaLocation="../types.xsd"/>',
            f'    <xs:element name="{root.name}">',
        ]
        self.complex_type(root, 2, identified=True)
        self.lines.append("    </xs:element>")
        done = set()
        while pending := {**self.section.types, **self.borrowed}.keys() - done:
            for name in sorted(pending):
                done.add(name)
                if name in self.borrowed or any(f'type="{name}"' in line for line in self.lines):
                    node = self.borrowed.get(name) or self.section.types[name]
                    self.complex_type(node, 1, name=name)
        self.lines += ["</xs:schema>", ""]
        return "\n".join(self.lines)

    def complex_type(self, node, level, identified=False, name=None):
        pad = "    " * level
        group = "all" if node.any_order else "sequence"
        if node.any_order and any(child.repeated for child in node.children):
            raise SystemExit(f"{node.name}: a repeated child in a group of any order")
        self.lines.append(f'{pad}<xs:complexType{f" name={chr(34)}{name}{chr(34)}" if name else ""}>')
        self.lines.append(f"{pad}    <xs:{group}>")
        for child in node.children:
            self.element(child, level + 2)
        self.lines.append(f"{pad}    </xs:{group}>")
        if identified:
            # What an XML signature refers to the content by.
            self.lines.append(f'{pad}    <xs:attribute name="Id" type="xs:NCName"/>')
        self.lines.append(f"{pad}</xs:complexType>")

    def element(self, node, level):
        pad = "    " * level
        marks = ' minOccurs="0"' * node.optional + ' maxOccurs="unbounded"' * node.repeated
        marks += ' nillable="true"' * node.nillable
        if node.same_as:
            kind = node.name + "Type"
            self.borrowed[kind] = self.contents[node.same_as]
            self.lines.append(f'{pad}<xs:element name="{node.name}" type="{kind}"{marks}/>')
        elif node.value is not None:
            kind = node.value if node.value in self.section.types else self.types.name(node.value)
            self.lines.append(f'{pad}<xs:element name="{node.name}" type="{kind}"{marks}/>')
        else:
            self.lines.append(f'{pad}<xs:element name="{node.name}"{marks}>')
            self.complex_type(node, level + 1)
            self.lines.append(f"{pad}</xs:element>")


def folder(code):
    """The folder of a procedure: its code, with a hyphen for the ampersand that two ministries' codes hold."""
    return code.replace("&", "-")


def gather(published, designed):
    """(procedure, element name, tree) -> [(procedure, type, function)], and the content of each message by its code."""
    sections = nsw_trees.parse(published)
    named = {}
    for section in sections:
        named.setdefault(section.group, {}).update(section.types)
    for section in sections:
        section.types = named[section.group]
    found = list(messages(sections, False)) + list(messages(nsw_trees.parse(designed), True))
    groups, contents = {}, {}
    for code, kind, function, section in found:
        (root,) = section.roots
        contents[f"{code} {kind} {function}"] = root
        key = (code, root.name, root.text())
        groups.setdefault(key, (root, section, []))[2].append((code, kind, function))
    return groups, contents


def files(groups):
    """The file name of each group: with the first message's numbers where a procedure has the element name twice."""
    names = {}
    for code, name, _ in groups:
        names[code, name] = names.get((code, name), 0) + 1
    for key, (root, section, codes) in groups.items():
        _, kind, function = min(codes)
        single = names[key[0], key[1]] == 1
        yield f"{root.name}.xsd" if single else f"{root.name}-{kind}{function}.xsd", root, section, sorted(codes)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--published", required=True)
    parser.add_argument("--designed", required=True)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--procedure", action="append")
    arguments = parser.parse_args()
    groups, contents = gather(arguments.published, arguments.designed)
    types = SimpleTypes()
    for name, root, section, codes in files(groups):
        text = SchemaWriter(types, section, contents).write(root, codes)
        code = codes[0][0]
        if arguments.procedure and code not in arguments.procedure:
            continue
        target = arguments.out / folder(code)
        target.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(text, encoding="utf-8")
        for _, kind, function in codes:
            print(f"{code}\t{kind}\t{function}\t{name}")
    types.write(arguments.out / "types.xsd")


if __name__ == "__main__":
    main()
