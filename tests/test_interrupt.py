"""Ctrl-C is heard although a library swallows the exception that it raises."""

import os
import signal
import threading

import pytest
import typer

from scenarios import interrupt, progress
from scenarios.cli.answers import INTERRUPTED, answering


class Swallows:
    """What is raised while it is cleared away is dropped by Python."""

    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1000):  # the handler runs here
            pass


def test_a_swallowed_interrupt_is_heard_at_the_next_word(capsys):
    reached = []

    def command():
        with answering(), progress.shown("work", "some work") as tell:
            tell(0.1, "begun")
            Swallows()
            reached.append("behind the swallowed one")
            tell(0.2, "goes on")
            reached.append("too far")

    with pytest.raises(typer.Exit) as ended:
        command()
    assert reached == ["behind the swallowed one"]
    assert ended.value.exit_code == INTERRUPTED
    said = capsys.readouterr().err
    assert "interrupted" in said
    assert "ignored" not in said


def test_what_an_interrupt_became_in_a_library_is_no_internal_error(capsys):
    def library():
        try:
            os.kill(os.getpid(), signal.SIGINT)
            for _ in range(1000):
                pass
        except KeyboardInterrupt:
            raise TypeError("can't unbox") from None

    with pytest.raises(typer.Exit) as ended, answering():
        library()
    assert ended.value.exit_code == INTERRUPTED


def test_an_error_that_nobody_asked_for_stays_one():
    with pytest.raises(TypeError), answering():
        raise TypeError("a fault")


def test_an_earlier_asking_is_forgotten_and_the_handler_is_put_back():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(typer.Exit), answering():
        interrupt.hear()
    with answering():
        interrupt.look()
    assert signal.getsignal(signal.SIGINT) is before


def test_other_threads_leave_the_signal_alone():
    def work():
        with interrupt.heard():
            seen.append(signal.getsignal(signal.SIGINT))

    before, seen = signal.getsignal(signal.SIGINT), []
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]
