"""Makes .venv with the locked packages: `python3 deploy/bootstrap.py run|dev`. Standard library only.

This file must parse on every Python 3, because it reports a Python that is too old. When the lock has not changed since the last
installation, it does nothing and needs no network.
"""

import hashlib
import os
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LOG = os.path.join(VENV, "install.log")
LOCKS = os.path.join(ROOT, "requirements")
WHEELS = os.path.join(ROOT, "wheels")
NO_VENV = "%s 缺少 venv 模块：请安装它（Debian、Ubuntu：apt install python3-venv）。"


class BootstrapError(Exception):
    """The environment cannot be made; the message is one sentence that states what the user has to do."""


def main(name: str) -> None:
    """Installs the packages of requirements/NAME.txt. Those of `dev` include those of `run`."""
    check_python()
    lock_names = ["dev"] if name == "dev" else ["run", "dev"]
    if is_usable() and any(read(stamp(each)) == fingerprint(each) for each in lock_names):
        return
    print_line("正在安装依赖（只在第一次或依赖变化时，约需一分钟）……")
    if not is_usable():
        make_venv()
    install(name)
    with open(stamp(name), "w") as file:
        file.write(fingerprint(name))


def check_python() -> None:
    """Raises `BootstrapError` if this Python is too old or has no venv module."""
    if sys.version_info < OLDEST:
        got = "%s（%d.%d）" % (sys.executable, sys.version_info[0], sys.version_info[1])
        raise BootstrapError("需要 Python 3.11 或更新的版本，现在是 %s：请用 PYTHON=python3.11 make … 指定。" % got)
    if not has_venv():
        raise BootstrapError(NO_VENV % sys.executable)


def has_venv() -> bool:
    """Returns whether venv and ensurepip exist; Debian packages venv without ensurepip, which makes environments without pip."""
    return subprocess.call([sys.executable, "-c", "import venv, ensurepip"], stderr=subprocess.DEVNULL) == 0


def is_usable() -> bool:
    """Returns whether the environment was made in this folder (its scripts contain the path), by this version of Python, and works."""
    made = read(os.path.join(VENV, "pyvenv.cfg"))
    here = made.rstrip().endswith(VENV) and "version = %d.%d." % sys.version_info[:2] in made
    return here and subprocess.call([PYTHON, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def make_venv() -> None:
    """Makes a new environment in place of the old one. A symbolic link is removed, and its target is not changed."""
    if os.path.islink(VENV):
        os.unlink(VENV)
    command = [sys.executable, "-m", "venv", "--clear", VENV]
    if subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) != 0:
        raise BootstrapError("没有建成 %s：请检查磁盘空间和权限。" % VENV)


def install(name: str) -> None:
    """Installs the packages with uv, which is ten times faster than pip and is installed by pip. The hash of every file is checked.

    Without bytecode, each process whose environment forbids to write it would compile every package again. A bundle contains the packages
    (deploy/build/bundle.py): then no index is asked.
    """
    bundled = os.path.isdir(WHEELS)
    hash_options = (["--no-index", "--find-links", WHEELS] if bundled else []) + ["--require-hashes", "-r"]
    pip = [PYTHON, "-m", "pip", "install", "-q", "--retries", "1"]
    call(pip + hash_options + [os.path.join(LOCKS, "uv.txt")], {})
    uv = [os.path.join(VENV, "bin", "uv"), "pip", "install", "-q", "--compile-bytecode", "--python", PYTHON]
    call(uv + hash_options + [os.path.join(LOCKS, name + ".txt")], {} if bundled else mirror())


def mirror() -> dict:
    """Returns the variable that gives uv the index configured for pip, because uv does not read the configuration of pip."""
    process = subprocess.Popen(
        [PYTHON, "-m", "pip", "config", "get", "global.index-url"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    index = os.environ.get("PIP_INDEX_URL") or process.communicate()[0].decode().strip()
    return {"UV_DEFAULT_INDEX": index} if index else {}


def call(command: list, more: dict) -> None:
    """Runs a command and writes its output to the log; raises `BootstrapError` if it fails."""
    with open(LOG, "wb") as log:
        status = subprocess.call(command, stdout=log, stderr=subprocess.STDOUT, env=dict(more, **os.environ))
    if status != 0:
        raise BootstrapError(
            "依赖没有装上：第一次启动需要能访问 Python 软件源或其镜像，请检查网络后再试；详见 %s。" % LOG
        )


def fingerprint(name: str) -> str:
    """Returns the hash of the lock file to install from."""
    return hashlib.sha256(read(os.path.join(LOCKS, name + ".txt")).encode("utf-8")).hexdigest()


def stamp(name: str) -> str:
    """Returns the path of the file that contains the fingerprint of the last installation."""
    return os.path.join(VENV, "installed-" + name)


def read(path: str) -> str:
    """Returns the text of a file; empty if there is none."""
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()


def print_line(text: str) -> None:
    """Prints a line in UTF-8, whatever encoding the terminal declares: an old Python would raise an error instead."""
    sys.stderr.buffer.write((text + "\n").encode("utf-8"))
    sys.stderr.flush()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except BootstrapError as refused:
        print_line("联席：%s" % refused)
        sys.exit(1)
