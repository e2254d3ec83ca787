"""The key that signs what the house gives out: made once in a home, whoever starts there."""

import os
import subprocess
import sys

TOLD = "from helhed.project import settings; print(settings.SECRET_KEY)"


def keys_of(home, many):
    """What so many processes that start at once in a home say."""
    told = {**os.environ, "HELHED_HOME": str(home)}
    told.pop("HELHED_SECRET_KEY", None)
    processes = [
        subprocess.Popen([sys.executable, "-c", TOLD], env=told, stdout=subprocess.PIPE, text=True)
        for _ in range(many)
    ]
    return [process.communicate(timeout=600)[0].strip() for process in processes]


def test_all_who_start_at_once_in_a_new_home_have_the_same_key(tmp_path):
    [key] = set(keys_of(tmp_path / "home", 4))
    assert len(key) > 40
    assert keys_of(tmp_path / "home", 1) == [key]
    assert (tmp_path / "home" / "secret-key").stat().st_mode & 0o077 == 0


def test_a_key_that_was_never_written_is_made_the_next_time(tmp_path):
    (tmp_path / "secret-key").touch(0o600)
    [key] = keys_of(tmp_path, 1)
    assert len(key) > 40
