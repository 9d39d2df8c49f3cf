# SPDX-License-Identifier: GPL-2.0
"""What the documentation claims, against what a machine says.

docs.py script PLACE DIR FILE...      writes a shell script for each FILE that has
                                      commands for PLACE into DIR, and one that runs
                                      them all, DIR/docs
docs.py check PLACE SAID FILE...      compares what they said with what is shown
docs.py columns SAID DIR              compares the columns that files have with
                                      those that DIR explains

A command stands in a block of the language "console", behind a prompt, "# " or
"$ ". What follows it is what it prints:

- a number stands for any number (or "-"), a stretch of blanks for any other;
- "..." in a line stands for anything, a line "..." for any lines;
- a command succeeds, unless what is shown of it is a complaint.

A block is for the guest, unless a comment in front of it says "where: PLACE".

A column is a term of a definition list, in a part whose heading begins with
"Section" and names the section: ``name``. Of sections that have the columns name
and value, the names are explained.
"""
import pathlib
import re
import sys

COMPLAINT = re.compile(r"^(kmemlab|rmmod|insmod|sh): ")
UNIT = r"(?: ?(?:[KMGTPE]i)?B|[KMGTPE]|[mun]?s|%)?"
A_NUMBER = r"[-+]?(?:0x[0-9a-f]+|\d+(?:[.,]\d+)*" + UNIT + ")"
NUMBER = r"(?<![\w.])" + A_NUMBER + r"(?!\w)"
# How an answer of a file begins, which is no command.
NOTE = re.compile(r"# (kmemlab \S+ \d+|[a-z]+: .*)$")
# A person who types sees to it that what was started is there: it has begun to wait.
SETTLED = """n=0
until grep -q '(sleeping)' /proc/$!/status || [ $((n += 1)) -gt 100 ]; do sleep 0.1; done
"""


class Command:
    def __init__(self, where, place, text):
        self.where, self.place, self.text, self.shown = where, place, text, []


def blocks(path):
    """Yields (first line number, place, lines) of each console block."""
    lines = path.read_text().splitlines()
    place, n = "guest", 0
    while n < len(lines):
        line = lines[n]
        n += 1
        if found := re.match(r"(?:\.\.|<!--) where: (\S+)", line):
            place = found[1]
            continue
        indent = None
        if line.strip() == "```console":
            end = next(i for i in range(n, len(lines)) if lines[i].strip() == "```")
            body = lines[n:end]
            yield n + 1, place, body
            n = end + 1
        elif found := re.match(r"( *)\.\. code-block:: console", line):
            indent = len(found[1]) + 3
            while n < len(lines) and not lines[n].strip():
                n += 1
            first, body = n + 1, []
            while n < len(lines) and (not lines[n].strip() or lines[n].startswith(" " * indent)):
                body.append(lines[n][indent:])
                n += 1
            while body and not body[-1].strip():
                body.pop()
            yield first, place, body
        elif not line.strip():
            continue
        place = "guest"


def commands(path, place):
    found = []
    for first, where, lines in blocks(path):
        if where != place:
            continue
        more, prompt = False, False
        for n, line in enumerate(lines, first):
            if more:
                found[-1].text += "\n" + line.removeprefix("> ")
            elif line.startswith(("# ", "$ ")) and not NOTE.match(line):
                found.append(Command(f"{path.name}:{n}", where, line[2:]))
                prompt = True
            elif not prompt:
                sys.exit(f"{path}:{n}: output without a command")
            else:
                found[-1].shown.append(line)
                continue
            more = found[-1].text.endswith("\\")
    return found


def write_scripts(place, directory, paths):
    """Each file in a shell of its own, so that what it sets does not leak."""
    directory.mkdir(parents=True, exist_ok=True)
    names = []
    for path in paths:
        found = commands(path, place)
        if not found:
            continue
        names.append(path.name + ".sh")
        with open(directory / names[-1], "w") as script:
            if any(c.text.startswith("insmod") for c in found):
                script.write("rmmod kmemlab\n")
            for command in found:
                script.write(f"echo '@@@ {command.where}'\n{{\n{command.text}\n}} 2>&1\n"
                             'echo "@@@ status $?"\n')
                if command.text.endswith("&"):
                    script.write(SETTLED)
    runner = directory / "docs"
    runner.write_text("#!/bin/sh\nhere=$(dirname \"$0\")\n" + "".join(
        f'(cd "${{DOCS_DIR:-/lib/kmemlab}}" && exec sh "$here/{name}") || exit\n'
        for name in names))
    runner.chmod(0o755)


def pattern(line):
    """The shape of a line of output, as a regular expression: a number may be missing."""
    out, at = "", 0
    line = line.strip()
    for found in re.finditer(r"\.\.\.|\s+|(?<!\S)-(?!\S)|" + NUMBER, line):
        out += re.escape(line[at:found.start()])
        text = found[0]
        out += ".*" if text == "..." else r"\s+" if text.isspace() else f"(?:{A_NUMBER}|-)"
        at = found.end()
    return re.compile(out + re.escape(line[at:]))


def mismatch(shown, said):
    """Why said has not the shape of shown, or None."""
    said = [line.strip() for line in said if line.strip()]
    shown = [line for line in shown if line.strip()]
    at, gap = 0, False
    for line in shown:
        if line.strip() == "...":
            gap = True
            continue
        shape = pattern(line)
        while at < len(said) and not shape.fullmatch(said[at]):
            if not gap:
                return f"shown: {line.strip()}\nsaid:  {said[at]}"
            at += 1
        if at == len(said):
            return f"shown, not said: {line.strip()}"
        at, gap = at + 1, False
    if at < len(said) and not gap:
        return f"said, not shown: {said[at]}"
    return None


def parse_said(text):
    said, where = {}, None
    for line in text.splitlines():
        if line.startswith("@@@ status "):
            said[where] = (int(line.split()[2]), said[where][1])
        elif line.startswith("@@@ "):
            where = line[4:]
            said[where] = (None, [])
        elif where:
            said[where][1].append(line)
    return said


class Ktap:
    """Results, a line each, and what explains a failure."""

    def __init__(self):
        self.nr = self.failed = 0
        print("TAP version 13")

    def result(self, name, why=None):
        self.nr += 1
        if why:
            self.failed += 1
            print("\n".join("# " + line for line in why.splitlines()))
        print(f"{'not ok' if why else 'ok'} {self.nr} {name}")

    def end(self):
        print(f"1..{self.nr}")
        return 1 if self.failed or not self.nr else 0


def judge(command, said):
    if command.where not in said:
        return "it was not run"
    status, lines = said[command.where]
    if status is None:
        return "it did not end"
    whole = "\nit said:\n" + "\n".join("  " + line for line in lines)
    complains = any(COMPLAINT.match(line) for line in command.shown)
    if bool(status) != complains:
        return f"exit status {status}" + whole
    why = mismatch(command.shown, lines)
    return why and why + whole


def check(place, said, paths):
    ktap, said = Ktap(), parse_said(said.read_text(errors="replace"))
    for path in paths:
        for command in commands(path, place):
            ktap.result(f"{command.where} {command.text.splitlines()[0]}",
                        judge(command, said))
    return ktap.end()


def explained(path):
    """{section: set of terms} of a page."""
    sections, now = {}, []
    lines = path.read_text().splitlines()
    for line, below in zip(lines, lines[1:] + [""]):
        if re.fullmatch(r"([=\-~^])\1+", below) and len(below) >= len(line) > 0:
            now = re.findall(r"``(.*?)``", line) if line.startswith("Section") else []
            for name in now:
                sections.setdefault(name, set())
        elif now and re.match(r"``", line) and below.startswith("    "):
            for name in now:
                sections[name] |= set(re.findall(r"``(.*?)``", line))
    return sections


def printed(said):
    """{file: {section: set of columns, or of names}} of what was said."""
    files, file, section, names = {}, None, None, False
    for line in said.read_text(errors="replace").splitlines():
        if found := re.match(r"# kmemlab (\S+) \d+$", line):
            file = files.setdefault(found[1], {})
            section = None
        elif file is not None and (found := re.match(r"@ (\S+) (.*)", line)):
            columns = [column.split(":")[0] for column in found[2].split()]
            # The keys of a request explain themselves: help lists them.
            names = columns == ["name", "value"] and found[1] != "request"
            section = file.setdefault(found[1], set())
            section |= set() if names else set(columns)
        elif section is not None and names and re.match(r"(?!error:|sh:)[^#@]", line):
            section.add(line.split()[0])
    return files


def columns(said, directory):
    ktap = Ktap()
    # All of them: that of a file which gave no answer explains what was never printed.
    pages = {page: {} for page in sorted(directory.glob("views/*.rst"))}
    pages[directory / "exercise.rst"] = {}
    for file, sections in sorted(printed(said).items()):
        page = directory / "views" / (file.split("/")[0] + ".rst")
        if not page.exists():
            page = directory / page.name
        if page not in pages:
            pages[page] = {}
        for section, names in sections.items():
            if section != "key":
                pages[page].setdefault(section, set()).update(names)
    for page, sections in pages.items():
        if not page.exists():
            ktap.result(f"{page.name} explains a file", "there is no such page")
            continue
        terms = explained(page)
        if not sections and not terms:
            ktap.result(f"{page.name} explains a file", "it has no section")
        for section in sorted(sections.keys() | terms.keys()):
            shown, told = sections.get(section, set()), terms.get(section, set())
            why = ""
            if shown - told:
                why += "not explained: " + ", ".join(sorted(shown - told)) + "\n"
            if told - shown:
                why += "explained, but never printed: " + ", ".join(sorted(told - shown)) + "\n"
            ktap.result(f"{page.name} explains the section {section}", why)
    return ktap.end()


def main(verb, *words):
    paths = [pathlib.Path(word) for word in words]
    if verb == "script":
        return write_scripts(words[0], paths[1], paths[2:])
    if verb == "check":
        return check(words[0], paths[1], paths[2:])
    if verb == "columns":
        return columns(*paths)
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
