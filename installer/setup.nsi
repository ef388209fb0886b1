; The Windows setup: for one user, without administrator rights. `installer/README.md` describes its switches.
; Given by the caller: VERSION, NUMBERS (four of them), FOLDER (the frozen program), ICON, BANNER, OUTPUT, SIZE_KB, COMPRESSOR; on Windows perhaps
; SIGN, a command that signs the file named after it.
Unicode true
Target amd64-unicode            ; a 32-bit setup installs nothing under 64-bit Wine, and nobody has 32-bit Windows 10
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID ${COMPRESSOR}
!if ${COMPRESSOR} == lzma
  SetCompressorDictSize 64
!endif
Name "QADesk"
BrandingText "QADesk ${VERSION}"
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
!include WinVer.nsh
!include WordFunc.nsh
!ifdef SIGN
  !finalize '${SIGN} "%1"' = 0
  !uninstfinalize '${SIGN} "%1"' = 0
!endif
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\QADesk"
; Beside the program while an upgrade runs; names nobody else would give a folder, for they are deleted whole.
!define NEW "$INSTDIR\QADesk.new"
!define OLD "$INSTDIR\QADesk.old"
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_LANGDLL_REGISTRY_ROOT HKCU
!define MUI_LANGDLL_REGISTRY_KEY "Software\QADesk"
!define MUI_LANGDLL_REGISTRY_VALUENAME "SetupLanguage"
!define MUI_LANGDLL_WINDOWTITLE "QADesk"
!define MUI_LANGDLL_INFO "语言 · Language"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${BANNER}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\QADesk.exe"
!define MUI_FINISHPAGE_RUN_TEXT "$(OPEN_NOW)"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(REMOVES)"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_RESERVEFILE_LANGDLL

!include "${__FILEDIR__}\setup_texts.nsh"

Var Failed  ; a part could not be moved
Var Open    ; a program of ours that runs
Var Was     ; the version installed before

; Exit codes of a silent run are listed in README.md.
!macro Refuse code text
  SetErrorLevel ${code}
  MessageBox MB_OK|MB_ICONEXCLAMATION "${text}" /SD IDOK
  Quit
!macroend

; The code of a running program cannot be written: error 32. Other errors are told when the files are written.
!macro LookWhetherOpen file
  System::Call 'kernel32::CreateFileW(w "${file}", i 0x40000000, i 7, p 0, i 3, i 0, p 0) p .R8 ?e'
  Pop $R9
  ${If} $R8 != -1
    System::Call 'kernel32::CloseHandle(p R8)'
  ${ElseIf} $R9 = 32
    StrCpy $Open "${file}"
  ${EndIf}
!macroend

!macro RefuseWhileOpen
  ${Do}
    StrCpy $Open ""
    !insertmacro LookWhetherOpen "$INSTDIR\QADesk.exe"
    !insertmacro LookWhetherOpen "$INSTDIR\qadesk.com"
    ${If} $Open == ""
      ${ExitDo}
    ${EndIf}
    SetErrorLevel 4
    ${If} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IN_USE)" /SD IDCANCEL IDCANCEL`
      Quit
    ${EndIf}
  ${Loop}
  SetErrorLevel -1
!macroend

; One run at a time; Windows forgets the name with the process.
!macro RefuseTwice
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "QADesk-setup") p .R8 ?e'
  Pop $R9
  ${If} $R9 = 183
    !insertmacro Refuse 4 "$(TWICE)"
  ${EndIf}
!macroend

; Chinese and English follow the PC; whoever has another language is asked once.
Function ChooseLanguage
  System::Call 'kernel32::GetUserDefaultUILanguage() i .R0'
  IntOp $R0 $R0 & 0x3ff
  ${If} $R0 <> 4
  ${AndIf} $R0 <> 9
    StrCpy $LANGUAGE ${LANG_ENGLISH}
    !insertmacro MUI_LANGDLL_DISPLAY
  ${EndIf}
FunctionEnd

Function .onInit
  SetShellVarContext current
  Call ChooseLanguage
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} 17763
    !insertmacro Refuse 8 "$(TOO_OLD)"
  ${EndIf}
  !insertmacro RefuseTwice
  ReadRegStr $Was HKCU "${UNINSTALL}" "DisplayVersion"
  ${If} $Was != ""
    StrCpy $R0 $Was
    ${VersionCompare} "$R0" "${VERSION}" $R2
    ${If} $R2 == 1
      !insertmacro Refuse 3 "$(NEWER)"
    ${EndIf}
  ${EndIf}
  !insertmacro RefuseWhileOpen
FunctionEnd

Function un.onInit
  SetShellVarContext current
  !insertmacro MUI_UNGETLANGUAGE
  !insertmacro RefuseTwice
  !insertmacro RefuseWhileOpen
FunctionEnd

; Moves $R6 to $R7. Security software holds files that were just written for a moment, and with them their folder.
Function Move
  StrCpy $R5 0
  ${Do}
    ClearErrors
    Rename $R6 $R7
    ${IfNot} ${Errors}
      Return
    ${EndIf}
    Sleep 250
    IntOp $R5 $R5 + 1
  ${LoopUntil} $R5 = 40
  StrCpy $Failed yes
FunctionEnd

; Nothing more is moved once one part could not be.
!macro MovePart part from to
  ${If} $Failed == ""
  ${AndIf} ${FileExists} "${from}\${part}"
    StrCpy $R6 "${from}\${part}"
    StrCpy $R7 "${to}\${part}"
    Call Move
  ${EndIf}
!macroend

!macro PutPartBack part
  ${If} ${FileExists} "${OLD}\${part}"
    RMDir /r "$INSTDIR\${part}"
    Delete "$INSTDIR\${part}"
    !insertmacro MovePart "${part}" "${OLD}" "$INSTDIR"
  ${EndIf}
!macroend

; The window's program goes first when parts are moved away and comes last when they are moved in: as long as it
; is not in its place, what lies in `old` is the version that was whole.
Function PutBack
  StrCpy $Failed ""
  ${IfNot} ${FileExists} "$INSTDIR\QADesk.exe"
    !insertmacro PutPartBack "_internal"
    !insertmacro PutPartBack "QADesk.pkg"
    !insertmacro PutPartBack "qadesk.com"
    !insertmacro PutPartBack "QADesk.exe"
  ${EndIf}
  SetOutPath "$TEMP"
  RMDir /r "${NEW}"
  RMDir "${OLD}"
  RMDir "$INSTDIR"
FunctionEnd

; The disk filled up while files were written: makensis' own error ended the section.
Function .onInstFailed
  Call PutBack
  SetErrorLevel 6
  MessageBox MB_OK|MB_ICONEXCLAMATION "$(NOT_WHOLE)" /SD IDOK
FunctionEnd

Section "QADesk"
  !insertmacro RefuseWhileOpen
  ${If} ${FileExists} "$INSTDIR\_internal"
  ${AndIfNot} ${FileExists} "$INSTDIR\_internal\contents.json"
  ${AndIfNot} ${FileExists} "$INSTDIR\QADesk.exe"
  ${AndIfNot} ${FileExists} "$INSTDIR\qadesk.com"
    !insertmacro Refuse 7 "$(FOREIGN)"
  ${EndIf}
  ; A run that was killed while parts were moved left the whole old version in `old`.
  ${If} ${FileExists} "${OLD}\QADesk.exe"
    Call PutBack
  ${EndIf}
  RMDir /r "${NEW}"
  RMDir /r "${OLD}"
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
  SetOutPath "${NEW}"
  File /r "${FOLDER}\*"
  SetOutPath "$INSTDIR"
  nsExec::ExecToStack '"${NEW}\qadesk.com" --version'
  Pop $R0
  Pop $R1
  ${If} $R0 != 0
    Call PutBack
    !insertmacro Refuse 6 "$(NOT_WHOLE)"
  ${EndIf}
  StrCpy $Failed ""
  CreateDirectory "${OLD}"
  !insertmacro MovePart "QADesk.exe" "$INSTDIR" "${OLD}"
  !insertmacro MovePart "qadesk.com" "$INSTDIR" "${OLD}"
  !insertmacro MovePart "QADesk.pkg" "$INSTDIR" "${OLD}"
  !insertmacro MovePart "_internal" "$INSTDIR" "${OLD}"
  !insertmacro MovePart "_internal" "${NEW}" "$INSTDIR"
  !insertmacro MovePart "QADesk.pkg" "${NEW}" "$INSTDIR"
  !insertmacro MovePart "qadesk.com" "${NEW}" "$INSTDIR"
  !insertmacro MovePart "QADesk.exe" "${NEW}" "$INSTDIR"
  ${If} $Failed != ""
  ${OrIfNot} ${FileExists} "$INSTDIR\QADesk.exe"
    Call PutBack
    !insertmacro Refuse 6 "$(NOT_WHOLE)"
  ${EndIf}
  RMDir /r "${OLD}"
  RMDir /r "${NEW}"

  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "Software\QADesk" "Folder" "$INSTDIR"
  !insertmacro MUI_LANGDLL_SAVELANGUAGE
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
  ; An upgrade does not bring back what its user threw away.
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/NODESKTOP" $R1
  ${If} ${Errors}
    ${If} $Was == ""
    ${OrIf} ${FileExists} "$DESKTOP\QADesk.lnk"
      CreateShortcut "$DESKTOP\QADesk.lnk" "$INSTDIR\QADesk.exe"
    ${EndIf}
  ${EndIf}
  SetErrorLevel 0
SectionEnd

; Only what the setup brought: offices, their backups, preferences and logs stay, wherever they are.
Section "Uninstall"
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "${NEW}"
  RMDir /r "${OLD}"
  Delete "$INSTDIR\QADesk.exe"
  Delete "$INSTDIR\qadesk.com"
  Delete "$INSTDIR\QADesk.pkg"
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
