; The Windows installer, for one person and without an administrator's rights, from the folder that PyInstaller built:
;   iscc /DVersion=0.1.0 release\windows\nadajnik.iss
#ifndef Version
  #error Say which version: iscc /DVersion=...
#endif

[Setup]
; Never changes: by this a newer version finds the older one.
AppId={{6A8D1E0B-64B4-4A0B-9D5C-0F5B4C6E2A71}
AppName=Nadajnik
AppVersion={#Version}
AppPublisher=Nadajnik
PrivilegesRequired=lowest
DefaultDirName={localappdata}\Programs\Nadajnik
DisableProgramGroupPage=yes
DisableDirPage=auto
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
UninstallDisplayIcon={app}\nadajnik-gui.exe
; Closes what the program's own command has left open.
CloseApplications=yes
RestartApplications=no
Compression=lzma2
SolidCompression=yes
WizardStyle=modern
SourceDir=..\..\dist
OutputDir=.
OutputBaseFilename=nadajnik-{#Version}-setup

[Languages]
Name: "pl"; MessagesFile: "compiler:Languages\Polish.isl"
Name: "en"; MessagesFile: "compiler:Default.isl"

[CustomMessages]
pl.Desktop=Ikona na pulpicie
en.Desktop=Icon on the desktop
pl.Start=Uruchom Nadajnik
en.Start=Start Nadajnik
pl.StillRunning=Nadajnik działa i nie dał się zakończyć. Zakończ go ikoną obok zegara i spróbuj jeszcze raz.
en.StillRunning=Nadajnik is running and could not be ended. End it by its icon beside the clock, then try again.

[Tasks]
Name: "desktop"; Description: "{cm:Desktop}"; Flags: unchecked

[InstallDelete]
; No module of an older version may stay beside the new ones.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "nadajnik\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{userprograms}\Nadajnik"; Filename: "{app}\nadajnik-gui.exe"
Name: "{userdesktop}\Nadajnik"; Filename: "{app}\nadajnik-gui.exe"; Tasks: desktop

[Run]
Filename: "{app}\nadajnik-gui.exe"; Description: "{cm:Start}"; Flags: postinstall nowait skipifsilent

[Code]
function Ran(const Words: String; const Show: Integer): Boolean;
var
  Code: Integer;
  Command: String;
begin
  Command := ExpandConstant('{app}\nadajnik.exe');
  Result := not FileExists(Command) or (Exec(Command, Words, '', Show, ewWaitUntilTerminated, Code) and (Code = 0));
end;

function PrepareToInstall(var NeedsRestart: Boolean): String;
begin
  Result := '';
  if not Ran('stop', SW_HIDE) then
    Result := CustomMessage('StillRunning');
end;

function InitializeUninstall(): Boolean;
begin
  { The program's own removal: it ends the agent, forgets pairings and autostart, and asks what becomes of accounts and data. }
  if UninstallSilent() then
    Result := Ran('stop', SW_HIDE)
  else
    Result := Ran('uninstall', SW_SHOWNORMAL);
end;
