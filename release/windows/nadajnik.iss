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
pl.AskCredentials=Usunąć też hasła i tokeny ze schowka systemu? Bez nich po ponownej instalacji trzeba je podać od nowa.
en.AskCredentials=Remove the passwords and tokens from the system's key store too? After another installation they have to be entered anew.
pl.AskData=Usunąć też dane: ustawienia, dziennik przesyłek, etykiety i kopie? Dziennik pilnuje, żeby nic nie wyszło dwa razy; nie da się go odtworzyć.
en.AskData=Remove the data too: settings, the ledger of what was shipped, labels and copies? The ledger sees to it that nothing goes out twice; it cannot be restored.
pl.StillOpen=Jakaś paczka jest niepewna, czeka w kolejce albo zbiór nie jest przekazany (pokazuje to: nadajnik status). Nikt tego już nie dopilnuje. Odinstalować mimo to?
en.StillOpen=A parcel is uncertain, waits, or a set is not handed over (nadajnik status shows which). Nobody will see to it any more. Uninstall all the same?
pl.PartLeft=Nie wszystko dało się usunąć, na przykład wpisów w zamkniętym schowku na hasła. Odinstalować program mimo to?
en.PartLeft=Not everything could be removed, entries of a locked key store for example. Uninstall the program all the same?

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
const
  NotConfirmed = 9;

{ The exit code of the program's own command; 0 where there is no program, as at the first installation. }
function ExitCodeOf(const Words: String): Integer;
var
  Command: String;
begin
  Command := ExpandConstant('{app}\nadajnik.exe');
  Result := 0;
  if FileExists(Command) and not Exec(Command, Words, '', SW_HIDE, ewWaitUntilTerminated, Result) then
    Result := -1;
end;

{ The harmless answer is the one that Enter gives. }
function Wanted(const Question: String): Boolean;
begin
  Result := MsgBox(CustomMessage(Question), mbConfirmation, MB_YESNO or MB_DEFBUTTON2) = IDYES;
end;

function PrepareToInstall(var NeedsRestart: Boolean): String;
begin
  Result := '';
  if ExitCodeOf('stop') <> 0 then
    Result := CustomMessage('StillRunning');
end;

{ The program's own removal ends the agent and forgets autostart and pairings; it refuses while work is open. }
function InitializeUninstall(): Boolean;
var
  Words: String;
  Code: Integer;
begin
  Words := 'uninstall --yes';
  if not UninstallSilent() then
  begin
    if Wanted('AskCredentials') then
      Words := Words + ' --delete-credentials';
    if Wanted('AskData') then
      Words := Words + ' --delete-data';
  end;
  Code := ExitCodeOf(Words);
  if (Code = NotConfirmed) and not UninstallSilent() and Wanted('StillOpen') then
    Code := ExitCodeOf(Words + ' --despite-open');
  Result := (Code = 0) or ((Code <> NotConfirmed) and not UninstallSilent() and Wanted('PartLeft'));
end;
