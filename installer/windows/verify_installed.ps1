# Installs dist\Sketchpose-<version>-setup.exe for this user, tests the installed program, removes
# it, and looks whether anything is left. Not for a computer where Sketchpose is in use.
$ErrorActionPreference = "Stop"
$folder = "$env:LOCALAPPDATA\Programs\Sketchpose"
$menu = "$env:APPDATA\Microsoft\Windows\Start Menu\Programs\Sketchpose.lnk"
$entry = "HKCU:\Software\Microsoft\Windows\CurrentVersion\Uninstall\Sketchpose"
$kind = "HKCU:\Software\Classes\Sketchpose.Project"

function Invoke-Program([string] $Program, [string[]] $Options) {
    $run = Start-Process -FilePath $Program -ArgumentList $Options -Wait -PassThru -NoNewWindow
    if ($run.ExitCode -ne 0) { throw "$Program ended with $($run.ExitCode)." }
}

if (Test-Path $folder) { throw "Sketchpose is installed here already: nothing was done." }
$setup = @(Get-ChildItem "dist\Sketchpose-*-setup.exe")
if ($setup.Count -ne 1) { throw "There is not one installer in dist, but $($setup.Count)." }
Invoke-Program $setup[0].FullName "/S"
foreach ($path in "$folder\sketchpose.exe", $menu, $entry, $kind) {
    if (-not (Test-Path $path)) { throw "$path is missing." }
}
Invoke-Program "$folder\sketchpose-console.exe" "--selftest"
Invoke-Program $setup[0].FullName "/S" # over itself, as an upgrade
Invoke-Program "$folder\sketchpose-console.exe" "--selftest"

# A copy that is told the folder can be waited for; the uninstaller itself goes on in a copy.
Copy-Item "$folder\Uninstall.exe" "$env:TEMP\sketchpose-uninstall.exe"
Invoke-Program "$env:TEMP\sketchpose-uninstall.exe" "/S", "_?=$folder"
Remove-Item "$env:TEMP\sketchpose-uninstall.exe"
foreach ($path in $folder, $menu, $entry, $kind) {
    if (Test-Path $path) {
        Get-ChildItem -Recurse $path | Select-Object -First 20 | Out-String | Write-Host
        throw "$path is left."
    }
}
Write-Host "Installed, tested, upgraded and removed: nothing is left."
