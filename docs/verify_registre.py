#!/usr/bin/env python3
"""Verify a downloaded public register, offline, with nothing but Python: verify_registre.py registre.jsonl [HASH]

Each line is one entry. Its hash is the SHA-256 of its other fields, written as JSON with sorted keys and no
spaces; previous_hash is the hash of the line before (64 zeros for the first). Give a head of the chain that
you wrote down earlier as HASH: the script also says whether it is still in the chain.
"""

import hashlib
import json
import sys


def verify(lines, noted=""):
    """Return (True, sentence) when the chain holds, else (False, where it breaks)."""
    previous, number, seen = "0" * 64, 0, False
    for number, line in enumerate(lines, start=1):
        try:
            body = json.loads(line)
            found = body.pop("hash")
            text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        except (ValueError, KeyError, AttributeError):
            return False, f"entry {number}: the line is not an entry"
        if body.get("number") != number or body.get("previous_hash") != previous:
            return False, f"entry {number}: it does not follow the one before"
        if hashlib.sha256(text.encode()).hexdigest() != found:
            return False, f"entry {number}: its hash is not the hash of its content"
        previous, seen = found, seen or found == noted
    if noted and not seen:
        return False, f"no entry has the hash {noted}: the past was rewritten"
    return True, f"{number} entries hold, head {previous}"


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        holds, sentence = verify(file, *sys.argv[2:3])
    sys.stdout.write(sentence + "\n")
    sys.exit(0 if holds else 1)
