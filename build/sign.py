"""Sign one Windows executable in place, with the certificate the environment names; the installer script calls it too.

ANXI_SIGN_CERT is a .pfx file, ANXI_SIGN_PASSWORD its password, ANXI_SIGN_TIMESTAMP the address of a time-stamping
service. Windows signs with signtool, Linux with osslsigncode.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def has_certificate() -> bool:
    """True where a certificate is given."""
    return bool(os.environ.get("ANXI_SIGN_CERT"))


def command() -> list[str]:
    """What signs the file named after it."""
    return [sys.executable, str(Path(__file__).resolve())]


def sign(file: Path) -> int:
    """Sign a file; the exit status of the tool. The file stays as it was where that fails."""
    certificate = os.environ["ANXI_SIGN_CERT"]
    password, stamp = os.environ.get("ANXI_SIGN_PASSWORD", ""), os.environ.get("ANXI_SIGN_TIMESTAMP", "")
    if sys.platform == "win32":
        stamping = ["/tr", stamp, "/td", "SHA256"] if stamp else []
        parts = ["signtool", "sign", "/fd", "SHA256", "/f", certificate, "/p", password, *stamping, str(file)]
        return subprocess.run(parts, check=False).returncode
    signed = file.with_suffix(".signed")
    stamping = ["-ts", stamp] if stamp else []
    parts = ["osslsigncode", "sign", "-pkcs12", certificate, "-pass", password, "-h", "sha256", *stamping]
    status = subprocess.run([*parts, "-in", str(file), "-out", str(signed)], check=False).returncode
    if status == 0:
        signed.replace(file)
    return status


if __name__ == "__main__":
    sys.exit(sign(Path(sys.argv[1])))
