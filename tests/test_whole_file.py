"""Files appear whole or not at all; a lock is seen by all who look, and only a lock."""

import errno
import os
import subprocess
import sys

import pytest

from scenarios import lock
from scenarios.whole_file import put


def test_a_text_keeps_its_line_ends_and_letters(tmp_path):
    put(tmp_path / "a.txt", "20 °C\r\n-40 °C\n")
    assert (tmp_path / "a.txt").read_bytes() == b"20 \xc2\xb0C\r\n-40 \xc2\xb0C\n"


def test_what_was_there_stays_whole_where_the_disk_is_full(tmp_path, monkeypatch):
    path = tmp_path / "table.csv"
    put(path, b"old")

    def full(_handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "something hidden")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as told:
        put(path, b"new")
    assert told.value.filename == str(path)
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["table.csv"]


def test_a_file_that_is_not_to_be_replaced_is_not(tmp_path):
    path = tmp_path / "draft.yaml"
    put(path, "mine", replace=False)
    with pytest.raises(FileExistsError):
        put(path, "yours", replace=False)
    assert path.read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir()] == ["draft.yaml"]


def test_a_long_name_leaves_room_for_the_file_beside_it(tmp_path):
    path = tmp_path / ("ä" * 127)  # 254 of 255 bytes
    put(path, b"x")
    assert path.read_bytes() == b"x"


def test_a_lock_is_seen_while_its_process_lives(tmp_path):
    path = tmp_path / "alive"
    assert not lock.is_held(path)
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, pathlib; from scenarios import lock; "
            f"lock.held(pathlib.Path({str(path)!r})); print('held', flush=True); "
            "sys.stdin.read()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout.readline() == b"held\n"
        assert lock.is_held(path)
    finally:
        holder.kill()
        holder.communicate()
    assert path.exists()
    assert not lock.is_held(path)


def test_two_who_look_at_once_do_not_take_each_other_for_the_holder(
    tmp_path, monkeypatch
):
    path = tmp_path / "alive"
    path.touch()
    closed, seen = os.close, []

    def look_again(handle):  # the first one still has its handle open
        monkeypatch.setattr(os, "close", closed)
        seen.append(lock.is_held(path))
        closed(handle)

    monkeypatch.setattr(os, "close", look_again)
    assert not lock.is_held(path)
    assert seen == [False]
