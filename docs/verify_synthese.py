#!/usr/bin/env python3
"""Verify one edition of a synthesis, offline, with nothing but Python 3.8 or later: check.py [verifier.zip or folder]

Without an argument it looks at the folder that it stands in. It shares no code with the site. What it does, in order:
the files are those of the manifest; every text has its fingerprint; every quote is in its source to the letter; the
corpus has its hash; the fate of every contribution follows from the decisions, the citations and the cut-off; the
counts are right; the grouping by machine has its hashes; the edition has the hash that the public journal holds.

One letter changed anywhere makes it fail, and it says where. What it cannot check it says too.
"""

import hashlib
import json
import os
import sys
import unicodedata
import zipfile

GENESIS = "0" * 64
VERSION = "reference version title text language created_at title_derived fingerprint state"
TABLES = {  # the names of what each line holds; a citation is of a version or of an argument
    "arguments": ["argument text state"],
    "citations": ["finding number order role start end words " + of for of in ("proposal version", "argument")],
    "corpus": ["order " + VERSION],
    "decisions": ["reference version deed theme reason together at", "reference deed at"],
    "fates": ["reference version kind theme reason in_group published_at"],
    "findings": ["number key kind section statement comment no_contrary"],
    "journal": ["number at event consultation content previous_hash hash"],
    "labels": ["run order reference version fingerprint label"],
    "versions": [VERSION],
}
SHEETS = ("counts", "edition", "runs", "themes")


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def canonical(content):
    """One text for one content: sorted keys, no spaces, letters as they are."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sheet(content):
    """The same for people: how the .json files are written."""
    return json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def read(path):
    """The files of a ZIP or of a folder, as bytes, by name."""
    if os.path.isdir(path):
        names = [name for name in os.listdir(path) if os.path.isfile(os.path.join(path, name))]
        files = {}
        for name in names:
            with open(os.path.join(path, name), "rb") as file:
                files[name] = file.read()
        return files
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class Check:
    """What was read, what is wrong (faults) and what is worth knowing (notes)."""

    def __init__(self, files):
        self.files, self.faults, self.notes = files, [], []

    def fault(self, place, sentence):
        self.faults.append("%s: %s" % (place, sentence))

    def run(self):
        """Every check, even when one before it failed. A file that cannot be understood is a fault of its own."""
        self.manifest()
        self.rows = {name: self.table(name + ".jsonl", *TABLES[name]) for name in TABLES}
        for name in SHEETS:
            setattr(self, name, self.sheet(name + ".json"))
        steps = (self.texts, self.quotes, self.corpus, self.fates, self.figures, self.theme_counts, self.machine)
        for step in (*steps, self.edition_hash, self.journal):
            try:
                step()
            except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
                self.fault(step.__name__, "what it needs is not there or is of another kind (%r)" % error)
        return not self.faults

    # The files

    def manifest(self):
        """Each file has the SHA-256 that MANIFEST.json gives; its own is that of its other lines."""
        try:
            text = self.files["MANIFEST.json"].decode("utf-8")
            listed = json.loads(text)
            own = listed.pop("MANIFEST.json")
        except (KeyError, ValueError, AttributeError):
            self.fault("MANIFEST.json", "it is missing, or is no manifest")
            return
        others = [line for line in text.splitlines(True) if not line.startswith('"MANIFEST.json": "')]
        if sha256("".join(others)) != own:
            self.fault("MANIFEST.json", "it was changed: its own hash is not that of its other lines")
        for name in sorted(set(listed) | set(self.files) - {"MANIFEST.json"}):
            if name not in self.files:
                self.fault(name, "it is missing")
            elif name not in listed:
                self.fault(name, "it is not in MANIFEST.json")
            elif hashlib.sha256(self.files[name]).hexdigest() != listed[name]:
                self.fault(name, "it was changed: its hash is not the one in MANIFEST.json")

    def table(self, name, *fields):
        """The rows of a .jsonl file, each with its place; a line that is not as it should be is left out."""
        rows, allowed = [], [sorted(line.split()) for line in fields]
        for number, line in enumerate(self.text(name).split("\n")[:-1], start=1):
            place = "%s, line %d" % (name, number)
            try:
                row = json.loads(line)
                if not isinstance(row, dict) or canonical(row) != line or sorted(row) not in allowed:
                    raise ValueError
            except ValueError:
                self.fault(place, "it is not JSON as the site writes it")
                continue
            rows.append((place, row))
        return rows

    def sheet(self, name):
        try:
            content = json.loads(self.text(name))
            if not isinstance(content, dict) or sheet(content) != self.text(name):
                raise ValueError
            return content
        except ValueError:
            self.fault(name, "it is not JSON as the site writes it")
            return {}

    def text(self, name):
        try:
            text = self.files.get(name, b"").decode("utf-8")
        except ValueError:
            self.fault(name, "it is not UTF-8")
            return ""
        if text and not text.endswith("\n"):
            self.fault(name, "it ends in the middle of a line")
        return text

    # The words

    def texts(self):
        """The fingerprint of each version is the SHA-256 of its reference, number, title, text, language and date."""
        self.sources, gone = {}, {"erased": [], "withheld": []}
        for place, row in self.rows["corpus"] + self.rows["versions"]:
            key = (row["reference"], row["version"])
            if key in self.sources:
                self.fault(place, "%s, version %s stands there twice" % key)
            self.sources[key] = row
            if row["state"] in gone:
                gone[row["state"]].append(row["reference"])
                if any(row[name] is not None for name in ("title", "text", "language", "created_at")):
                    self.fault(place, "%s is %s and yet has words" % (row["reference"], row["state"]))
                continue
            names = ("reference", "version", "title", "text", "language", "created_at")
            if row["state"] != "" or sha256(canonical({name: row[name] for name in names})) != row["fingerprint"]:
                self.fault(place, "the fingerprint of %s is not that of its words" % row["reference"])
        for place, row in self.rows["arguments"]:
            self.sources[(row["argument"], None)] = row
            if row["state"] in gone:
                gone[row["state"]].append(row["argument"])
            if (row["text"] is None) != (row["state"] in gone):
                self.fault(place, "%s has words and is %s, or has none" % (row["argument"], row["state"]))
        for state, found in gone.items():
            if found:
                words = "%d texts were %s: of these, only the fingerprint can be compared. %s"
                self.notes.append(words % (len(found), state, ", ".join(found)))

    def quotes(self):
        """The characters from start to end of the source have the hash of the citation; none is of no finding."""
        keys = {row["key"]: row["number"] for _place, row in self.rows["findings"]}
        unread = 0
        for place, row in self.rows["citations"]:
            source = self.sources.get((row.get("argument") or row.get("proposal"), row.get("version")))
            if keys.get(row["finding"]) != row["number"]:
                self.fault(place, "it belongs to no finding")
            if source is None:
                self.fault(place, "its source is not in the bundle")
            elif source["text"] is None:
                unread += 1
            elif not 0 <= row["start"] < row["end"] <= len(source["text"]):
                self.fault(place, "it does not stand within its source")
            elif sha256(source["text"][row["start"] : row["end"]]) != row["words"]:
                self.fault(place, "the words cited are not those of %s to the letter" % name_of(source))
        if unread:
            self.notes.append("%d citations are of words that were erased or withheld since." % unread)

    def corpus(self):
        """The hash of the corpus is that of the sorted list of [reference, fingerprint]."""
        rows = [row for _place, row in self.rows["corpus"]]
        if [row["order"] for row in rows] != list(range(len(rows))) or len(rows) != self.edition["corpus"]["size"]:
            self.fault("corpus.jsonl", "a line is missing, is there twice or is out of order")
        listed = sorted([row["reference"], row["fingerprint"]] for row in rows)
        if sha256(canonical(listed)) != self.edition["corpus"]["hash"]:
            self.fault("corpus.jsonl", "its hash is not the one in edition.json")

    # The fates

    def fates(self):
        """The first that applies: withheld, cited, set aside, in a theme that a person confirmed, not read."""
        at, cutoff = self.edition["published_at"], self.edition["corpus"]["cutoff_at"]
        inside = {row["reference"]: row["version"] for _place, row in self.rows["corpus"]}
        cited = {row["proposal"] for _place, row in self.rows["citations"] if "proposal" in row}
        self.moderated, self.placed = standing(self.rows["decisions"], self.themes["merged"], inside)
        for place, row in self.rows["decisions"]:
            if row["at"] > at or row["reference"] not in inside:
                self.fault(place, "it is of no contribution of the corpus, or came after the edition")
        seen = set()
        for place, row in self.rows["fates"]:
            reference = row["reference"]
            if reference in seen:
                self.fault(place, "%s has two fates" % reference)
            seen.add(reference)
            late = row["published_at"] > cutoff
            if row["published_at"] > at or late == (reference in inside):
                self.fault(place, "%s is on the wrong side of the cut-off" % reference)
            if not late and row["version"] != inside.get(reference):
                self.fault(place, "it is not of the version of %s that the corpus holds" % reference)
            theme, reason = self.placed.get(reference, (None, ""))
            due = fate(late, self.moderated.get(reference) == "withheld", reference in cited, theme, reason)
            if row["kind"] != due:
                self.fault(place, "%s should be “%s” and is “%s”" % (reference, due, row["kind"]))
            if (row["theme"], row["reason"]) != (theme, reason) and not late:
                self.fault(place, "the theme or the reason of %s is not that of the last decision" % reference)
        for reference in sorted((set(inside) | cited) - seen):
            self.fault("fates.jsonl", "%s has no fate" % reference)

    def figures(self):
        """The counts that the edition shows; how many people took part cannot be seen from the texts."""
        kinds, reasons, in_group = {}, {}, 0
        for _place, row in self.rows["fates"]:
            kinds[row["kind"]] = kinds.get(row["kind"], 0) + 1
            if row["kind"] == "set_aside":
                reasons[row["reason"]] = reasons.get(row["reason"], 0) + 1
            in_group += row["kind"] == "not_read" and row["in_group"]
        late = kinds.get("too_late", 0)
        due = {"corpus": len(self.rows["corpus"]), "late": late, "reasons": reasons, "in_group": in_group}
        due["fates"] = {kind: kinds.get(kind, 0) for kind in set(kinds) | set(self.counts["fates"])}
        for name, count in sorted(due.items()):
            if self.counts[name] != count:
                self.fault("counts.json", "“%s” is %s and should be %s" % (name, self.counts[name], count))
        if sum(kinds.values()) - late != len(self.rows["corpus"]):
            self.fault("fates.jsonl", "the fates do not sum to the corpus")
        self.authors(kinds)

    def authors(self, kinds):
        """Texts have no name here; still, an author of a fate has a text of that fate, and each author is one."""
        authors = self.counts.get("authors", {})
        if "fates" not in authors:
            return  # earlier editions counted only those who are cited
        fates = authors["fates"]
        if sum(fates.values()) != authors.get("total") or fates.get("cited") != authors.get("cited"):
            self.fault("counts.json", "the authors by fate do not sum to all of them, or to those cited")
        for kind, count in sorted(fates.items()):
            if count > kinds.get(kind, 0) or (kind == "cited" and kinds.get(kind, 0) and not count):
                self.fault("counts.json", "“%s” of authors cannot be %s: see fates.jsonl" % (kind, count))

    def theme_counts(self):
        """How many texts of each theme a person confirmed."""
        confirmed = {}
        for reference, (theme, _reason) in self.placed.items():
            if theme is not None and reference not in self.moderated:
                confirmed[theme] = confirmed.get(theme, 0) + 1
        for theme in self.themes["themes"]:
            due = confirmed.get(theme["number"], 0)
            if theme["confirmed"] != due or theme["texts"] < due:
                self.fault("themes.json", "theme T-%s: %s texts were confirmed" % (theme["number"], due))

    def machine(self):
        """The run read what it says, and its labels have its hash where all that it read can still be read."""
        groups = set()
        for run in self.runs["runs"]:
            rows = [row for _place, row in self.rows["labels"] if row["run"] == run["number"]]
            listed = sorted([row["reference"], row["fingerprint"]] for row in rows)
            if [row["order"] for row in rows] != list(range(len(rows))):
                self.fault("labels.jsonl", "a line of run R-%s is missing, or out of order" % run["number"])
            if sha256(canonical(listed)) != run["corpus_hash"]:
                self.fault("labels.jsonl", "what run R-%s read has not the hash in runs.json" % run["number"])
            groups |= {(row["reference"], row["version"]) for row in rows if row["label"] >= 0}
            sources = [self.sources.get((row["reference"], row["version"])) for row in rows]
            if any(source is None or source["text"] is None for source in sources):
                self.notes.append("The labels of run R-%s rest on words that are gone." % run["number"])
                continue
            ordered = sorted((*rank(source), row["label"]) for source, row in zip(sources, rows))
            if sha256(",".join(str(row[-1]) for row in ordered)) != run["result_hash"]:
                self.fault("labels.jsonl", "the labels of run R-%s have not the hash in runs.json" % run["number"])
        for place, row in self.rows["fates"]:
            if row["kind"] != "too_late" and (row["reference"], row["version"]) in groups and not row["in_group"]:
                self.fault(place, "%s stands in a group of the machine" % row["reference"])

    # The edition and the journal

    def edition_hash(self):
        """What was written, the themes, the counts and the fates, hashed as the site does at publication."""
        edition, findings = self.edition, []
        for place, row in self.rows["findings"]:
            own = [dict(cited) for _place, cited in self.rows["citations"] if cited["finding"] == row["key"]]
            if [cited.pop("order") for cited in own] != list(range(len(own))) or row["number"] != len(findings) + 1:
                self.fault(place, "a finding or one of its citations is missing, or out of order")
            for cited in own:
                del cited["finding"], cited["number"]
            kept = {name: row[name] for name in ("key", "number", "kind", "section", "no_contrary")}
            words = {"statement": sha256(row["statement"]), "comment": sha256(row["comment"]), "citations": own}
            findings.append(dict(kept, **words))
        written = {name: sha256(edition[name]) for name in ("title", "lead", "how_made")}
        sealed = {
            "number": edition["number"],
            "written": sha256(canonical(dict(written, corpus=edition["corpus"]["hash"], findings=findings))),
            "themes": self.themes["themes"],
            "figures": self.counts,
            "open_gates": edition["open_gates"],
            "public_reason": sha256(edition["public_reason"]),
            "fates": sorted([row["reference"], row["kind"], row["reason"]] for _place, row in self.rows["fates"]),
        }
        if sha256(canonical(sealed)) != edition["hash"]:
            self.fault("edition.json", "the hash of the edition is not that of findings, citations, fates and counts")

    def journal(self):
        """Each entry holds the hash of the one before; the last one is the publication of this edition."""
        rows, edition, frozen = self.rows["journal"], self.edition, self.edition["corpus"]
        previous, number = GENESIS, 1
        whole = bool(rows) and rows[0][1]["number"] == 1
        if rows and not whole:
            previous, number = rows[0][1]["previous_hash"], rows[0][1]["number"]
            self.notes.append("The extract begins at entry %d: the site’s register has those before it." % number)
        moderated, published, corpora = {}, {}, []
        for place, row in rows:
            body = {name: value for name, value in row.items() if name != "hash"}
            if row["number"] != number or row["previous_hash"] != previous:
                self.fault(place, "entry %s does not follow the one before" % row["number"])
            if sha256(canonical(body)) != row["hash"]:
                self.fault(place, "the hash of entry %s is not that of its content" % row["number"])
            previous, number = row["hash"], number + 1
            if row["consultation"] == edition["consultation"]:
                content = row["content"]
                self.heed(place, row["event"], content, moderated, published)
                if row["event"] == "corpus.frozen":
                    corpora.append((content["corpus"], content["hash"], content["cutoff"].replace("Z", "+00:00")))
        fated = {row["reference"] for _place, row in self.rows["fates"]}
        for reference in published.keys() - fated:
            self.fault(published[reference], "%s was published and has no fate" % reference)
        last = rows[-1][1] if rows else {"event": "", "content": {}}
        named = {"synthesis": edition["synthesis"], "edition": edition["number"], "hash": edition["hash"]}
        if last["event"] != "synthesis.published" or not named.items() <= last["content"].items():
            self.fault("journal.jsonl", "its last entry is not the publication of this edition, or has another hash")
        if whole and (frozen["reference"], frozen["hash"], frozen["cutoff_at"]) not in corpora:
            self.fault("journal.jsonl", "no entry freezes the corpus %s" % frozen["reference"])
        inside = {row["reference"] for _place, row in self.rows["corpus"]}
        wrong = ", ".join(sorted({one[0] for one in set(moderated.items()) ^ set(self.moderated.items())} & inside))
        if whole and wrong:
            self.fault("decisions.jsonl", "the journal does not say the same of what was withheld: %s" % wrong)
        if last.get("hash"):
            self.notes.append("The journal’s entry %d has the hash %s." % (last["number"], last["hash"]))

    def heed(self, place, event, content, moderated, published):
        """What the journal says of one contribution agrees with the rest."""
        reference = content.get("proposal")
        if event in ("proposal.withheld", "proposal.off_topic"):
            moderated[reference] = event.split(".")[1]
        elif event in ("proposal.published_again", "proposal.on_topic", "proposal.returned"):
            moderated.pop(reference, None)
        if event == "proposal.returned":  # published by a slip, taken back within the minute
            published.pop(reference, None)
        elif event == "proposal.published":
            source = self.sources.get((reference, content["version"]))
            if source is not None and source["fingerprint"] != content["fingerprint"]:
                self.fault(place, "%s was published with another fingerprint" % reference)
            published[reference] = place


def name_of(source):
    return source.get("argument") or "%s, version %s" % (source["reference"], source["version"])


def standing(decisions, merged, inside):
    """By reference what moderation withheld or marked, and the theme that a person confirmed or why it is set aside.

    A decision holds for the words that it was taken on: where none that stands was on the version of the corpus and
    says what the last one says, none counts.
    """
    into = {row["theme"]: row["into"] for row in merged}
    moderated, taken = {}, {}

    def led(theme):
        while theme in into:
            theme = into[theme]
        return theme

    for _place, row in decisions:
        reference = row["reference"]
        if row["deed"] in ("withheld", "off_topic"):
            moderated[reference] = row["deed"]
        elif row["deed"] in ("published", "waits", "change_asked"):
            moderated.pop(reference, None)
        elif row["deed"] == "undone":  # back to the decision before the last one
            taken[reference].pop()
        else:
            taken.setdefault(reference, []).append((row["version"], row["theme"], row["reason"]))
    placed = {}
    for reference, decisions in taken.items():
        said = [(version, led(theme), reason) for version, theme, reason in decisions]
        last = said[-1][1:] if said else (None, "")
        placed[reference] = last if (inside.get(reference), *last) in said else (None, "")
    placed.update({key: (None, "off_question") for key, deed in moderated.items() if deed == "off_topic"})
    return moderated, placed


def fate(late, withheld, cited, theme, reason):
    if late:
        return "too_late"
    if withheld:
        return "withheld"
    if cited:
        return "cited"
    if reason:
        return "set_aside"
    return "not_read" if theme is None else "in_theme"


def rank(source):
    """Where the grouping puts a text: empty ones last, by the hash of its words in NFC and single spaces."""
    text = source["text"] if source["title_derived"] else source["title"] + "\n" + source["text"]
    words = " ".join(unicodedata.normalize("NFC", text).split())
    return not words, hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest(), source["language"]


def main(arguments):
    path = arguments[1] if len(arguments) > 1 else os.path.dirname(os.path.abspath(__file__))
    try:
        check = Check(read(path))
    except (OSError, zipfile.BadZipFile) as error:
        sys.stdout.write("%s: it cannot be read (%s)\n" % (path, error))
        return 1
    holds = check.run()
    for note in check.notes:
        sys.stdout.write("– %s\n" % note)
    for fault in check.faults:
        sys.stdout.write("✗ %s\n" % fault)
    rows = check.rows
    sizes = tuple(len(rows[name]) for name in ("corpus", "findings", "citations", "journal"))
    sys.stdout.write("%d contributions, %d findings, %d citations, %d entries of the journal.\n" % sizes)
    sys.stdout.write("All of it holds. / Tout se vérifie.\n" if holds else "It does not hold. / Ça ne tient pas.\n")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv))
