; The Windows setup: for one user, without administrator rights. `installer/README.md` describes its switches.
; Given by the caller: VERSION, NUMBERS (four of them), FOLDER (the frozen program), ICON, OUTPUT, SIZE_KB.
Unicode true
Target amd64-unicode            ; a 32-bit setup installs nothing under 64-bit Wine, and nobody has 32-bit Windows 10
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID ${COMPRESSOR}
!if ${COMPRESSOR} == lzma
  SetCompressorDictSize 64
!endif
Name "QADesk"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\QADesk"
InstallDirRegKey HKCU "Software\QADesk" "Folder"
VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "QADesk"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "QADesk Setup"
VIAddVersionKey "CompanyName" "QADesk"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WordFunc.nsh
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\QADesk"
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\QADesk.exe"
!define MUI_FINISHPAGE_RUN_TEXT "$(OPEN_NOW)"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"

LangString OPEN_NOW ${LANG_SIMPCHINESE} "打开 QADesk"
LangString OPEN_NOW ${LANG_ENGLISH} "Open QADesk"
LangString OFFICE ${LANG_SIMPCHINESE} "QADesk 网点文件"
LangString OFFICE ${LANG_ENGLISH} "QADesk office"
LangString IN_USE ${LANG_SIMPCHINESE} "QADesk 正在运行。$\r$\n没有做任何改动。请先关闭 QADesk，再重新运行。"
LangString IN_USE ${LANG_ENGLISH} "QADesk is open.$\r$\nNothing was changed. Close QADesk, then run this again."
LangString NEWER ${LANG_SIMPCHINESE} "已安装较新的版本 $R0，本安装程序是 ${VERSION}。$\r$\n没有做任何改动。如确需旧版本，请先卸载；网点文件会保留，但旧版本可能打不开新版本的文件。"
LangString NEWER ${LANG_ENGLISH} "The newer version $R0 is installed; this is ${VERSION}.$\r$\nNothing was changed. If the older one is really wanted, uninstall first: office files stay, but an older version may not open what a newer one wrote."
LangString NO_ROOM ${LANG_SIMPCHINESE} "磁盘空间不足：需要 $R1 MB，可用 $R0 MB。$\r$\n没有做任何改动，已安装的版本可以继续使用。请腾出空间后重试。"
LangString NO_ROOM ${LANG_ENGLISH} "The disk is too full: $R1 MB are needed, $R0 MB are free.$\r$\nNothing was changed; an installed version still works. Make room, then run this again."
LangString NOT_WHOLE ${LANG_SIMPCHINESE} "文件未能完整写入 $INSTDIR（磁盘已满、没有写入权限，或被安全软件拦截）。$\r$\n已安装的版本保持原样，可以继续使用。"
LangString NOT_WHOLE ${LANG_ENGLISH} "The files could not all be written to $INSTDIR (disk full, no permission, or stopped by security software).$\r$\nAn installed version was left as it is and still works."

; Exit codes of a silent run: 0 done, 3 newer version installed, 4 QADesk is open, 5 disk full, 6 not all written.
!macro Refuse code text
  SetErrorLevel ${code}
  MessageBox MB_OK|MB_ICONEXCLAMATION "${text}" /SD IDOK
  Quit
!macroend

; A program that runs cannot be opened for writing.
!macro RefuseWhileOpen file
  ${If} ${FileExists} "${file}"
    ClearErrors
    FileOpen $R9 "${file}" a
    ${If} ${Errors}
      !insertmacro Refuse 4 "$(IN_USE)"
    ${EndIf}
    FileClose $R9
  ${EndIf}
!macroend

Function .onInit
  SetShellVarContext current
  ReadRegStr $R0 HKCU "${UNINSTALL}" "DisplayVersion"
  ${If} $R0 != ""
    ${VersionCompare} "$R0" "${VERSION}" $R2
    ${If} $R2 == 1
      !insertmacro Refuse 3 "$(NEWER)"
    ${EndIf}
  ${EndIf}
FunctionEnd

Function un.onInit
  SetShellVarContext current
  !insertmacro RefuseWhileOpen "$INSTDIR\QADesk.exe"
  !insertmacro RefuseWhileOpen "$INSTDIR\qadesk.com"
FunctionEnd

!macro PutBack
  Rename "$INSTDIR\old\_internal" "$INSTDIR\_internal"
  Rename "$INSTDIR\old\QADesk.exe" "$INSTDIR\QADesk.exe"
  Rename "$INSTDIR\old\qadesk.com" "$INSTDIR\qadesk.com"
  RMDir /r "$INSTDIR\new"
  RMDir "$INSTDIR\old"
  RMDir "$INSTDIR"
!macroend

Section "QADesk"
  !insertmacro RefuseWhileOpen "$INSTDIR\QADesk.exe"
  !insertmacro RefuseWhileOpen "$INSTDIR\qadesk.com"
  ; A run that was killed between the renames below left the old program in `old`.
  ${IfNot} ${FileExists} "$INSTDIR\QADesk.exe"
    !insertmacro PutBack
  ${EndIf}
  RMDir /r "$INSTDIR\new"
  RMDir /r "$INSTDIR\old"
  ${GetRoot} "$INSTDIR" $R3
  ${DriveSpace} "$R3\" "/D=F /S=M" $R0
  IntOp $R1 ${SIZE_KB} / 1024
  IntOp $R1 $R1 + 50
  ${If} $R0 != ""
  ${AndIf} $R0 < $R1
    !insertmacro Refuse 5 "$(NO_ROOM)"
  ${EndIf}

  ; The whole new version beside the old one; it looks itself over; only then do they change places.
  SetOverwrite try
  SetOutPath "$INSTDIR\new"
  File /r "${FOLDER}\*"
  SetOutPath "$INSTDIR"
  nsExec::ExecToStack '"$INSTDIR\new\qadesk.com" --version'
  Pop $R0
  Pop $R1
  ${If} $R0 != 0
    !insertmacro PutBack
    !insertmacro Refuse 6 "$(NOT_WHOLE)"
  ${EndIf}
  ClearErrors
  ${If} ${FileExists} "$INSTDIR\QADesk.exe"
    CreateDirectory "$INSTDIR\old"
    Rename "$INSTDIR\QADesk.exe" "$INSTDIR\old\QADesk.exe"
    Rename "$INSTDIR\qadesk.com" "$INSTDIR\old\qadesk.com"
    Rename "$INSTDIR\_internal" "$INSTDIR\old\_internal"
  ${EndIf}
  ${IfNot} ${Errors}
    Rename "$INSTDIR\new\_internal" "$INSTDIR\_internal"
    Rename "$INSTDIR\new\qadesk.com" "$INSTDIR\qadesk.com"
    Rename "$INSTDIR\new\QADesk.exe" "$INSTDIR\QADesk.exe"
  ${EndIf}
  ${If} ${Errors}
    !insertmacro PutBack
    !insertmacro Refuse 6 "$(NOT_WHOLE)"
  ${EndIf}
  RMDir /r "$INSTDIR\old"
  RMDir /r "$INSTDIR\new"

  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "Software\QADesk" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "QADesk 客服考核台"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\QADesk.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "QADesk"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1

  WriteRegStr HKCU "Software\Classes\.qadesk" "" "QADesk.Office"
  WriteRegStr HKCU "Software\Classes\QADesk.Office" "" "$(OFFICE)"
  WriteRegStr HKCU "Software\Classes\QADesk.Office\DefaultIcon" "" "$INSTDIR\QADesk.exe,0"
  WriteRegStr HKCU "Software\Classes\QADesk.Office\shell\open\command" "" '"$INSTDIR\QADesk.exe" --office "%1"'
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'

  CreateShortcut "$SMPROGRAMS\QADesk.lnk" "$INSTDIR\QADesk.exe"
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/NODESKTOP" $R1
  ${If} ${Errors}
    CreateShortcut "$DESKTOP\QADesk.lnk" "$INSTDIR\QADesk.exe"
  ${EndIf}
  SetErrorLevel 0
SectionEnd

; Only what the setup brought: offices, their backups, preferences and logs stay, wherever they are.
Section "Uninstall"
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\new"
  RMDir /r "$INSTDIR\old"
  Delete "$INSTDIR\QADesk.exe"
  Delete "$INSTDIR\qadesk.com"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\QADesk.lnk"
  Delete "$DESKTOP\QADesk.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\QADesk"
  DeleteRegKey HKCU "Software\Classes\QADesk.Office"
  ReadRegStr $R0 HKCU "Software\Classes\.qadesk" ""
  ${If} $R0 == "QADesk.Office"
    DeleteRegKey HKCU "Software\Classes\.qadesk"
  ${EndIf}
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
