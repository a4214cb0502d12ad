"""How an upper room adds to the page of a lower one (ADR 0011), in the manner of Wagtail's hooks."""

from collections.abc import Callable, Iterator


class Registry[T]:
    """Things registered with a page, in the order that each asks for."""

    def __init__(self) -> None:
        self._entries: dict[str, tuple[int, T]] = {}

    def register(self, name: str, *, order: int = 100) -> Callable[[T], T]:
        """A decorator that registers one thing under a name; a name is taken once."""

        def keep(thing: T) -> T:
            if name in self._entries:
                raise ValueError(f"“{name}” is registered already.")
            self._entries[name] = (order, thing)
            return thing

        return keep

    def items(self) -> list[tuple[str, T]]:
        """Name and thing, by order and then by name."""
        ranked = sorted(self._entries.items(), key=lambda entry: (entry[1][0], entry[0]))
        return [(name, thing) for name, (_order, thing) in ranked]

    def __iter__(self) -> Iterator[T]:
        return (thing for _name, thing in self.items())
