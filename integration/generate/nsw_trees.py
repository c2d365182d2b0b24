"""Reads the compact field trees that describe the contents of single-window messages.

One line an element, indented by two spaces a level:

    Name?*~: base(width) facet=value ...      a value
    Name?*~ {all}                             a group whose children come in any order
    Name?*~                                   a group whose children come in the order given
    Name? = PROCEDURE TYPE FUNCTION           the content of another message under this name
    Name*: Goods                              a group described by [type Goods] in the same section

`?` optional, `*` repeated, `~` may be nil.
"""

import re
from dataclasses import dataclass, field

LINE = re.compile(r"^(?P<indent> *)(?P<name>\[type \w+\]|[A-Za-z_]\w*)(?P<marks>[?*~]*)(?P<rest>.*)$")


@dataclass
class Node:
    """An element of a content."""

    name: str
    optional: bool = False
    repeated: bool = False
    nillable: bool = False
    any_order: bool = False
    value: str | None = None
    same_as: str | None = None
    children: list["Node"] = field(default_factory=list)

    def text(self):
        """The tree in one line, to find contents that are the same."""
        marks = "?" * self.optional + "*" * self.repeated + "~" * self.nillable
        inner = ",".join(child.text() for child in self.children)
        return f"{self.name}{marks}{{{'all' if self.any_order else ''}}}:{self.value}={self.same_as}({inner})"


@dataclass
class Section:
    """What one `##` heading describes."""

    heading: str
    roots: list[Node] = field(default_factory=list)
    types: dict[str, Node] = field(default_factory=dict)
    group: str = ""


def parse(path):
    """The sections of a file of field trees, in order."""
    sections, group, stack = [], "", []
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        if line.startswith("########"):
            group = line.strip("# ")
        elif line.startswith("## "):
            sections.append(Section(line[3:].strip(), group=group))
            stack = []
        elif line.startswith("#") or not line.strip() or "[after Content]" in line:
            continue
        else:
            match = LINE.match(line)
            if not match or not sections:
                raise SystemExit(f"{path}:{number}: not a field: {line.strip()!r}")
            add(sections[-1], stack, match, f"{path}:{number}")
    return sections


def add(section, stack, match, place):
    depth = len(match["indent"]) // 2
    marks, rest = match["marks"], match["rest"].strip()
    node = Node(match["name"], "?" in marks, "*" in marks, "~" in marks)
    if rest == "{all}":
        node.any_order = True
    elif rest.startswith("="):
        node.same_as = rest[1:].strip()
    elif rest.startswith(":"):
        node.value = rest[1:].strip()
    elif rest:
        raise SystemExit(f"{place}: unknown rest {rest!r}")
    del stack[depth - 1:]
    if depth == 1 and node.name.startswith("[type "):
        node.name = node.name[6:-1]
        section.types[node.name] = node
    elif depth == 1:
        section.roots.append(node)
    else:
        stack[-1].children.append(node)
    stack.append(node)
