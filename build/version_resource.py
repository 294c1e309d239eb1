"""What Windows shows of the two executables: names, version and copyright, and how they want to be treated."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PyInstaller.utils.win32.versioninfo import VSVersionInfo

PRODUCT = "安溪安全生产标准化"
PUBLISHER = "anxi_desktop"
_SIMPLIFIED_CHINESE = 0x0804
_UNICODE = 1200

# Per-monitor DPI, UTF-8 as the code page of the process, paths beyond 260 characters, Windows 10 and 11.
MANIFEST = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
  <trustInfo xmlns="urn:schemas-microsoft-com:asm.v3">
    <security>
      <requestedPrivileges>
        <requestedExecutionLevel level="asInvoker" uiAccess="false"/>
      </requestedPrivileges>
    </security>
  </trustInfo>
  <compatibility xmlns="urn:schemas-microsoft-com:compatibility.v1">
    <application>
      <supportedOS Id="{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"/>
    </application>
  </compatibility>
  <application xmlns="urn:schemas-microsoft-com:asm.v3">
    <windowsSettings>
      <dpiAware xmlns="http://schemas.microsoft.com/SMI/2005/WindowsSettings">true/pm</dpiAware>
      <dpiAwareness xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">PerMonitorV2</dpiAwareness>
      <longPathAware xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">true</longPathAware>
      <activeCodePage xmlns="http://schemas.microsoft.com/SMI/2019/WindowsSettings">UTF-8</activeCodePage>
    </windowsSettings>
  </application>
  <dependency>
    <dependentAssembly>
      <assemblyIdentity type="win32" name="Microsoft.Windows.Common-Controls" version="6.0.0.0"
        processorArchitecture="*" publicKeyToken="6595b64144ccf1df" language="*"/>
    </dependentAssembly>
  </dependency>
</assembly>
"""


def version_resource(version: str, *, file: str, description: str) -> VSVersionInfo:
    """The version resource of one executable; `version` is "1.2.3"."""
    from PyInstaller.utils.win32.versioninfo import (
        FixedFileInfo,
        StringFileInfo,
        StringStruct,
        StringTable,
        VarFileInfo,
        VarStruct,
        VSVersionInfo,
    )

    numbers = (*(int(part) for part in version.split(".")), 0)
    words = {
        "ProductName": PRODUCT,
        "ProductVersion": version,
        "FileDescription": description,
        "FileVersion": version,
        "CompanyName": PUBLISHER,
        "LegalCopyright": "Apache-2.0",
        "InternalName": file.removesuffix(".exe"),
        "OriginalFilename": file,
    }
    table = StringTable(
        f"{_SIMPLIFIED_CHINESE:04x}{_UNICODE:04x}",
        [StringStruct(name, value) for name, value in words.items()],
    )
    return VSVersionInfo(
        ffi=FixedFileInfo(filevers=numbers, prodvers=numbers),
        kids=[
            StringFileInfo([table]),
            VarFileInfo([VarStruct("Translation", [_SIMPLIFIED_CHINESE, _UNICODE])]),
        ],
    )
