#!/bin/sh
# Makes .venv and installs one file of pinned requirements into it, by hash; does nothing when that is done.
set -eu
requirements=$1
python=.venv/bin/python
done_mark=.venv/installed-$(basename "$requirements")

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then
    found=$(sh demo/find_python.sh)
    echo "Making .venv with $("$found" --version)"
    rm -rf .venv
    "$found" -m venv .venv
fi
cmp -s "$requirements" "$done_mark" && exit 0

count=$(grep -c '^[a-z].*==' "$requirements")
echo "Installing $count packages (some 20 to 60 seconds the first time)"
"$python" -m pip --version >/dev/null 2>&1 || "$python" -m ensurepip >/dev/null
"$python" -m pip install --quiet --disable-pip-version-check --no-input --no-compile --require-hashes \
    -r "$requirements"
cp "$requirements" "$done_mark"
