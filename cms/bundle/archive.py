"""A ZIP that is written as it is read: in bounded memory, and the same bytes for the same content."""

import hashlib
import io
import zipfile
from collections.abc import Buffer, Iterable, Iterator
from typing import NamedTuple

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date that a ZIP knows: content alone decides on the bytes
CHUNK = 65_536  # bytes sent at once
MANIFEST = "MANIFEST.json"


class File(NamedTuple):
    """A file of the archive, whose text is made when its turn comes."""

    name: str
    pieces: Iterable[str]


def zipped(files: Iterable[File]) -> Iterator[bytes]:
    """The bytes of a ZIP of these files, and of a manifest with the SHA-256 of each, itself included."""
    sink, hashes = _Sink(), dict[str, str]()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            digest = hashlib.sha256()
            with archive.open(_entry(file.name), "w") as written:
                for piece in _gathered(file.pieces):
                    digest.update(piece)
                    written.write(piece)
                    yield from sink.taken()
            hashes[file.name] = digest.hexdigest()
        archive.writestr(_entry(MANIFEST), manifest(hashes))
    yield from sink.taken(rest=True)


def manifest(hashes: dict[str, str]) -> str:
    """A JSON object with one line a file; the hash of the manifest itself is that of its other lines.

    >>> manifest({"b": "1"}).splitlines()[2:]
    ['"b": "1"', '}']
    """
    rest = ",\n".join(f'"{name}": "{value}"' for name, value in sorted(hashes.items()))
    own = hashlib.sha256(f"{{\n{rest}\n}}\n".encode()).hexdigest()
    return f'{{\n"{MANIFEST}": "{own}",\n{rest}\n}}\n'


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # as on Unix, wherever it is made
    entry.external_attr = 0o644 << 16
    return entry


def _gathered(pieces: Iterable[str]) -> Iterator[bytes]:
    """Lines put together, so that each call compresses something."""
    held, size = [], 0
    for piece in pieces:
        encoded = piece.encode()
        held.append(encoded)
        size += len(encoded)
        if size >= CHUNK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


class _Sink(io.RawIOBase):
    """Where the archive writes; it cannot seek, so what was written can be sent."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: Buffer, /) -> int:
        kept = bytes(piece)
        self._held.append(kept)
        self._size += len(kept)
        return len(kept)

    def taken(self, *, rest: bool = False) -> Iterator[bytes]:
        """What waits to be sent, when it is worth sending."""
        if self._size >= CHUNK or rest:
            yield b"".join(self._held)
            self._held, self._size = [], 0
