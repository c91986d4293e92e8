; The Windows installer, for one user, without administrator's rights. Compiled by build_setup.sh:
;   VERSION, NUMBERS  0.1.0rc1, and 0.1.0.0 made of it
;   FILES             folder with install.nsh and uninstall.nsh: each file of the program, one a line
;   SIZE_KB           of all of them
;   ICON, OUTFILE     sketchpose.ico; what is written
;   SIGN              optional: command that signs the file named behind it
;   TARGET            optional: the stub. NSIS for Windows has only the 32-bit one, which runs
;                     everywhere; verify_setup.sh needs amd64-unicode, as its wine has 64 bits only.
;   COMPRESSOR        optional: zlib packs in a minute instead of eight, for tests; twice the size
; Silent: setup.exe /S [/D=C:\some folder]; the last without quotes. Ends with 0, or, if
; nothing was installed: 2 the program runs, 3 the disk is full, 4 the older version cannot be
; removed, 5 Windows is too old.

!ifndef TARGET
  !define TARGET x86-unicode
!endif
Target ${TARGET}
!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WinVer.nsh
!include x64.nsh

!ifndef NEEDED_MB
  !define /math NEEDED_MB ${SIZE_KB} / 1000 ; a little more than its files have
!endif
!define ENTRY Software\Microsoft\Windows\CurrentVersion\Uninstall\Sketchpose
!define TYPE Sketchpose.Project
!define CLASSES Software\Classes

Name Sketchpose
OutFile "${OUTFILE}"
InstallDir "$LOCALAPPDATA\Programs\Sketchpose"
InstallDirRegKey HKCU "${ENTRY}" InstallLocation
RequestExecutionLevel user
!ifdef COMPRESSOR
  SetCompressor ${COMPRESSOR}
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
AllowSkipFiles off
ManifestDPIAware true
BrandingText "Sketchpose ${VERSION}"
VIProductVersion ${NUMBERS}
VIAddVersionKey ProductName Sketchpose
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "Sketchpose installer"
VIAddVersionKey CompanyName "The Sketchpose developers"
VIAddVersionKey LegalCopyright "BSD 3-Clause"
!ifdef SIGN
  !finalize '${SIGN} "%1"' = 0
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\sketchpose.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Run Sketchpose"
!insertmacro MUI_PAGE_LICENSE "${__FILEDIR__}/../../LICENSE"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English

!macro Refuse CODE SENTENCE
  DetailPrint "${SENTENCE}"
  MessageBox MB_OK|MB_ICONSTOP "${SENTENCE}" /SD IDOK
  SetErrorLevel ${CODE}
  Quit
!macroend

; Windows does not let go of a program that runs: then nothing at all is changed.
!macro RefuseIfRunning PROGRAM
  ${If} ${FileExists} "${PROGRAM}"
    ClearErrors
    FileOpen $1 "${PROGRAM}" a
    ${If} ${Errors}
      !insertmacro Refuse 2 "Sketchpose is running. Please close it, then try again."
    ${EndIf}
    FileClose $1
  ${EndIf}
!macroend

!macro RefuseIfUsed FOLDER
  !insertmacro RefuseIfRunning "${FOLDER}\sketchpose.exe"
  !insertmacro RefuseIfRunning "${FOLDER}\sketchpose-console.exe"
!macroend

; In silent mode no page has looked whether the program fits.
Function RefuseIfFull
  ${GetRoot} "$INSTDIR" $0
  ClearErrors
  ${DriveSpace} "$0\" "/D=F /S=M" $1
  ${IfNot} ${Errors}
  ${AndIf} $1 < ${NEEDED_MB}
    !insertmacro Refuse 3 "Sketchpose needs ${NEEDED_MB} MB of disk space, and drive $0 has $1 MB left."
  ${EndIf}
FunctionEnd

; The older version knows best which files are its own.
Function RemoveOlder
  ReadRegStr $0 HKCU "${ENTRY}" InstallLocation
  ${If} $0 == ""
  ${OrIfNot} ${FileExists} "$0\Uninstall.exe"
    Return
  ${EndIf}
  !insertmacro RefuseIfUsed "$0"
  DetailPrint "Removing the installed version"
  CopyFiles /SILENT "$0\Uninstall.exe" "$PLUGINSDIR\Older.exe"
  ; With _?= it runs where it is, so that one can wait for it, and does not delete itself.
  ExecWait '"$PLUGINSDIR\Older.exe" /S _?=$0' $1
  ${If} $1 <> 0
    !insertmacro Refuse 4 "The installed version could not be removed. Please remove it in Settings > Apps first."
  ${EndIf}
FunctionEnd

Section "Sketchpose" PROGRAM
  SectionIn RO
  AddSize ${SIZE_KB}
  !insertmacro RefuseIfUsed "$INSTDIR"
  Call RefuseIfFull
  Call RemoveOlder
  ; First of all, so that what is interrupted can be removed, too.
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\Uninstall.exe"
  WriteRegStr HKCU "${ENTRY}" DisplayName Sketchpose
  WriteRegStr HKCU "${ENTRY}" DisplayVersion "${VERSION}"
  WriteRegStr HKCU "${ENTRY}" Publisher "The Sketchpose developers"
  WriteRegStr HKCU "${ENTRY}" DisplayIcon "$INSTDIR\sketchpose.exe,0"
  WriteRegStr HKCU "${ENTRY}" InstallLocation "$INSTDIR"
  WriteRegStr HKCU "${ENTRY}" UninstallString '"$INSTDIR\Uninstall.exe"'
  WriteRegStr HKCU "${ENTRY}" QuietUninstallString '"$INSTDIR\Uninstall.exe" /S'
  WriteRegDWORD HKCU "${ENTRY}" EstimatedSize ${SIZE_KB}
  WriteRegDWORD HKCU "${ENTRY}" NoModify 1
  WriteRegDWORD HKCU "${ENTRY}" NoRepair 1
  !include /CHARSET=UTF8 "${FILES}/install.nsh"
  SetOutPath "$INSTDIR"
  CreateShortCut "$SMPROGRAMS\Sketchpose.lnk" "$INSTDIR\sketchpose.exe"
  WriteRegStr HKCU "${CLASSES}\.sketchpose" "" "${TYPE}"
  WriteRegStr HKCU "${CLASSES}\.sketchpose" "Content Type" application/x-sketchpose-project
  WriteRegStr HKCU "${CLASSES}\${TYPE}" "" "Sketchpose project"
  WriteRegStr HKCU "${CLASSES}\${TYPE}\DefaultIcon" "" "$INSTDIR\sketchpose.exe,0"
  WriteRegStr HKCU "${CLASSES}\${TYPE}\shell\open\command" "" '"$INSTDIR\sketchpose.exe" "%1"'
  ${RefreshShellIcons}
SectionEnd

Section /o "Shortcut on the desktop" DESKTOP_SHORTCUT
  CreateShortCut "$DESKTOP\Sketchpose.lnk" "$INSTDIR\sketchpose.exe"
SectionEnd

Function .onInit
  ${IfNot} ${RunningX64}
    !insertmacro Refuse 5 "Sketchpose needs a Windows with 64 bits, and this one has 32."
  ${EndIf}
  ${IfNot} ${AtLeastWin10}
    !insertmacro Refuse 5 "Sketchpose needs Windows 10 or newer."
  ${EndIf}
  InitPluginsDir
  ${If} ${FileExists} "$DESKTOP\Sketchpose.lnk" ; chosen before
    !insertmacro SelectSection ${DESKTOP_SHORTCUT}
  ${EndIf}
FunctionEnd

; Only what was installed: the folder may hold what is not ours. Projects and settings stay.
Section Uninstall
  !insertmacro RefuseIfUsed "$INSTDIR"
  !include /CHARSET=UTF8 "${FILES}/uninstall.nsh"
  Delete "$SMPROGRAMS\Sketchpose.lnk"
  Delete "$DESKTOP\Sketchpose.lnk"
  ReadRegStr $0 HKCU "${CLASSES}\.sketchpose" ""
  ${If} $0 == "${TYPE}"
    DeleteRegValue HKCU "${CLASSES}\.sketchpose" ""
    DeleteRegValue HKCU "${CLASSES}\.sketchpose" "Content Type"
    DeleteRegKey /ifempty HKCU "${CLASSES}\.sketchpose"
  ${EndIf}
  DeleteRegKey HKCU "${CLASSES}\${TYPE}"
  DeleteRegKey HKCU "${ENTRY}"
  ${RefreshShellIcons}
  Delete "$INSTDIR\Uninstall.exe" ; works as Windows runs a copy of it
  SetOutPath "$TEMP" ; nobody can remove the folder that he stands in
  RMDir "$INSTDIR"
SectionEnd
