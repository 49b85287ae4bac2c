"""What a folder must be like to be opened as a library, or made one."""

from pathlib import Path

from rag.errors import LibraryError
from rag.vectors import VECTORS

CATALOG, INDEX, LOCK = "catalog.sqlite", "index", "index.lock"


def library_folder(folder: str | Path, *, create: bool) -> Path:
    """The folder of a library. Raises `LibraryError` where there can be none.

    With `create` it must be new, hold nothing but hidden files or kept vectors, or be a library: one whose catalog was
    lost is not made anew, since its index would be thrown away.
    """
    named = str(folder) if isinstance(folder, str | Path) else folder
    if not isinstance(named, str) or not named.strip() or "\0" in named:
        raise LibraryError(f"a library is a folder: name one in place of {named!r}")
    try:
        named.encode()  # SQLite takes no other name
        folder = Path(named).absolute()  # whoever opened it may go to another folder
        file = folder.exists() and not folder.is_dir()
    except UnicodeEncodeError as error:
        raise LibraryError(f"{named!r} is no name in UTF-8: name another, or set a UTF-8 locale") from error
    except (OSError, ValueError) as error:
        raise LibraryError(f"there can be no folder {named!r} ({error}): name another") from error
    if file:
        raise LibraryError(f"{folder} is a file, and a library is a folder")
    if not create:
        return folder
    try:
        found = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
        catalog = folder / CATALOG
        known = catalog.exists() and catalog.stat().st_size > 0  # looked at last: it is written before the rest
    except OSError as error:
        raise LibraryError(f"cannot read the folder {folder}: {error.strerror or error}") from error
    if not known:
        _check_free(folder, found)
    return folder


def _check_free(folder: Path, found: list[str]) -> None:
    if INDEX in found:
        raise LibraryError(
            f"the catalog {folder / CATALOG} is missing or empty, and its index is there: "
            "restore it from a backup or an export"
        )
    ours = (".", CATALOG, VECTORS)  # kept vectors serve whatever is added: they are named by their words
    if others := [name for name in found if not name.startswith(ours) and name not in (LOCK, "lost+found")]:
        raise LibraryError(
            f"{folder} holds other files, such as {others[0]}, and no library: name an empty folder or a new one"
        )
