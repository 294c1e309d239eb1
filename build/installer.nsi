; The installer: per user, without administrator rights, in Simplified Chinese. Made by build/installer.py, which
; gives VERSION (1.2.3), FOLDER (what to install), OUT, ICON, SIDE (the picture at the left), SIZE_KB and, where there
; is a certificate, SIGN.
;
; Exit codes under /S: 0 installed, 2 failed (the old version stands again), 3 Windows too old, 4 program running.

Unicode true
Target amd64-unicode
!ifdef FAST
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  ; The two executables carry the same archive: a dictionary that reaches over both keeps it once.
  SetCompressorDictSize 48
!endif
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel user
CRCCheck on

!include MUI2.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include x64.nsh
!include FileFunc.nsh

!define PRODUCT "安溪安全生产标准化"
!define KEY "AnxiDesktop"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${KEY}"
!define DOCUMENT "AnxiDesktop.Bundle"

Name "${PRODUCT}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${KEY}"
InstallDirRegKey HKCU "Software\${KEY}" "InstallDir"
BrandingText "${PRODUCT} ${VERSION}"
SetFont /LANG=2052 "Microsoft YaHei UI" 9

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "${PRODUCT}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "FileDescription" "${PRODUCT} 安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "Apache-2.0"

!ifdef SIGN
  !finalize '${SIGN} "%1"'
  !uninstfinalize '${SIGN} "%1"'
!endif

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_UNWELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TITLE "安装${PRODUCT} ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "程序只装给您自己用，不需要管理员权限，也不需要网络。$\r$\n$\r$\n电脑上已有的数据原样保留：升级只换程序，不动数据。$\r$\n$\r$\n按“下一步”继续。"
!define MUI_FINISHPAGE_TITLE "安装完成"
!define MUI_FINISHPAGE_TEXT "桌面和“开始”菜单里有“${PRODUCT}”。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\anxi.exe"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "将移除程序、快捷方式和 .anxi 文件关联。您的数据、备份和设置不会删除，重新安装后照常使用。"
!define MUI_UNFINISHPAGE_NOAUTOCLOSE

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

; --- the program must not run while its files are changed ---------------------------------------------------

; $1 is 1 while one of the executables is in use: Windows lets nobody write to those.
!macro IN_USE name
  ${If} ${FileExists} "$INSTDIR\${name}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${name}" a
    ${If} ${Errors}
      StrCpy $1 1
    ${Else}
      FileClose $0
    ${EndIf}
  ${EndIf}
!macroend

!macro CLOSING un
Function ${un}IsRunning
  StrCpy $1 0
  !insertmacro IN_USE "anxi.exe"
  !insertmacro IN_USE "anxi-cli.exe"
FunctionEnd

; Asks for the program to be closed, asks the program itself, and waits; the program is never killed.
Function ${un}CloseProgram
  again:
  Call ${un}IsRunning
  ${If} $1 == 0
    Return
  ${EndIf}
  MessageBox MB_OKCANCEL|MB_ICONINFORMATION "${PRODUCT}正在运行。$\r$\n$\r$\n按“确定”请它关闭，然后继续；有没做完的工作时它会先问您。按“取消”退出，什么也不改变。" /SD IDOK IDOK close
  SetErrorLevel 4
  Quit
  close:
  FindWindow $0 "" "${PRODUCT}"
  ${If} $0 <> 0
    SendMessage $0 ${WM_CLOSE} 0 0 /TIMEOUT=10000
  ${EndIf}
  StrCpy $2 0
  ${Do}
    Sleep 500
    Call ${un}IsRunning
    ${If} $1 == 0
      Return
    ${EndIf}
    IntOp $2 $2 + 1
  ${LoopUntil} $2 > 40
  ${If} ${Silent}
    SetErrorLevel 4
    Quit
  ${EndIf}
  Goto again
FunctionEnd
!macroend

!insertmacro CLOSING ""
!insertmacro CLOSING "un."

; --- installing ---------------------------------------------------------------------------------------------

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} 17763
    MessageBox MB_OK|MB_ICONSTOP "${PRODUCT}需要 64 位的 Windows 10（1809 或更新）或 Windows 11，这台电脑的系统太旧，没有安装。请先升级系统。" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
FunctionEnd

; What an upgrade replaces stands aside until the new is whole, so that a failure leaves the old version usable.
; Only what this run has put aside comes back: remains of an earlier run, which somebody holds, are no program.
Var LibrariesAside
Var WindowAside
Var ConsoleAside
Var NotAside

!macro ASIDE name done
  StrCpy ${done} 0
  ${If} ${FileExists} "$INSTDIR\${name}"
    RMDir /r "$INSTDIR\${name}.old"
    Delete "$INSTDIR\${name}.old"
    ClearErrors
    ${IfNot} ${FileExists} "$INSTDIR\${name}.old"
      Rename "$INSTDIR\${name}" "$INSTDIR\${name}.old"
      ${IfNot} ${Errors}
        StrCpy ${done} 1
      ${EndIf}
    ${EndIf}
    ${If} ${done} == 0
      StrCpy $NotAside 1
    ${EndIf}
  ${EndIf}
!macroend

!macro BACK name done
  ${If} ${done} == 1
    StrCpy ${done} 0 ; Abort comes here a second time
    RMDir /r "$INSTDIR\${name}"
    Delete "$INSTDIR\${name}"
    Rename "$INSTDIR\${name}.old" "$INSTDIR\${name}"
  ${EndIf}
!macroend

!macro FORGET name
  RMDir /r "$INSTDIR\${name}.old"
  Delete "$INSTDIR\${name}.old"
!macroend

Function PutBack
  !insertmacro BACK "_internal" $LibrariesAside
  !insertmacro BACK "anxi.exe" $WindowAside
  !insertmacro BACK "anxi-cli.exe" $ConsoleAside
FunctionEnd

Function .onInstFailed
  Call PutBack
  SetErrorLevel 2
FunctionEnd

Section
  Call CloseProgram
  SetOutPath "$INSTDIR"
  StrCpy $NotAside 0
  !insertmacro ASIDE "_internal" $LibrariesAside
  !insertmacro ASIDE "anxi.exe" $WindowAside
  !insertmacro ASIDE "anxi-cli.exe" $ConsoleAside
  ${If} $NotAside == 1
    Call PutBack
    SetErrorLevel 2
    Abort "原来的程序文件正在使用，没有改动。请关闭正在运行的程序后再装一次。"
  ${EndIf}
  ClearErrors
  File /r "${FOLDER}\*.*"
  ${If} ${Errors}
    Call PutBack
    SetErrorLevel 2
    Abort "文件没有写全（可能是磁盘空间不足），原来的程序已恢复。请腾出空间后再装一次。"
  ${EndIf}
  WriteUninstaller "$INSTDIR\卸载.exe"
  !insertmacro FORGET "_internal"
  !insertmacro FORGET "anxi.exe"
  !insertmacro FORGET "anxi-cli.exe"

  CreateShortCut "$SMPROGRAMS\${PRODUCT}.lnk" "$INSTDIR\anxi.exe"
  CreateShortCut "$DESKTOP\${PRODUCT}.lnk" "$INSTDIR\anxi.exe"

  WriteRegStr HKCU "Software\${KEY}" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "Software\Classes\.anxi" "" "${DOCUMENT}"
  WriteRegStr HKCU "Software\Classes\${DOCUMENT}" "" "安溪数据包"
  WriteRegStr HKCU "Software\Classes\${DOCUMENT}\DefaultIcon" "" "$INSTDIR\anxi.exe,0"
  WriteRegStr HKCU "Software\Classes\${DOCUMENT}\shell\open\command" "" '"$INSTDIR\anxi.exe" "%1"'
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${PRODUCT}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\anxi.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "anxi_desktop"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\卸载.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\卸载.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

; --- removing: only what was installed; data, backups and settings stay -------------------------------------

Section Uninstall
  Call un.CloseProgram
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\anxi.exe"
  Delete "$INSTDIR\anxi-cli.exe"
  Delete "$INSTDIR\sbom.cdx.json"
  Delete "$INSTDIR\卸载.exe"
  RMDir "$INSTDIR" ; stays where the person keeps something of their own in it
  Delete "$SMPROGRAMS\${PRODUCT}.lnk"
  Delete "$DESKTOP\${PRODUCT}.lnk"
  ReadRegStr $0 HKCU "Software\Classes\.anxi" ""
  ${If} $0 == "${DOCUMENT}"
    DeleteRegKey HKCU "Software\Classes\.anxi"
  ${EndIf}
  DeleteRegKey HKCU "Software\Classes\${DOCUMENT}"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\${KEY}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
