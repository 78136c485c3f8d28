"""Files that appear whole: under its name a file is as before, or as it was to be."""

import os
import secrets
from pathlib import Path


def put(path: Path, data: bytes | str, replace: bool = True) -> None:
    """Write a file whose folder is there; once this returns it is on the disk.

    Text is written in UTF-8 with its line ends as they are.

    Raises
    ------
    FileExistsError
        If there is one already and it is not to be replaced.
    OSError
        If it cannot be written: `filename` is what was meant, not what was tried.
        Nothing half written is left, whatever broke it off.
    """
    fresh = path.with_name(f".{path.name[:40]}-{secrets.token_hex(4)}")
    try:
        with open(fresh, "xb") as file:
            file.write(data.encode("utf-8") if isinstance(data, str) else data)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            os.replace(fresh, path)
        else:
            os.link(fresh, path)  # refuses where there is one, at once
        sync_folder(path.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        fresh.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
