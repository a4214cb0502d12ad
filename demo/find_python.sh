#!/bin/sh
# Prints a Python that is new enough. Each candidate is run: a version manager's shim can exist and fail.
enough='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))'

try() {
    "$1" -c "$enough" >/dev/null 2>&1 && "$1" -c 'import sys; print(sys.executable)'
}

for name in "${PYTHON:-python3}" python3.13 python3.12 python3.14 python; do
    try "$name" && exit 0
done
if command -v uv >/dev/null 2>&1; then
    managed=$(uv python find '>=3.12' 2>/dev/null) && try "$managed" && exit 0
fi
echo "Python 3.12 or later is needed, with its venv module: install it, or name one with PYTHON=/path/to/python3." >&2
exit 1
