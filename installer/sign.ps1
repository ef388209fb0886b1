# Signs files with the certificate in $env:CERTIFICATE (a PFX, base64) and its password. Unproven: no certificate yet.
param([Parameter(Mandatory, ValueFromRemainingArguments)][string[]] $Files)
$ErrorActionPreference = "Stop"
$pfx = Join-Path $env:RUNNER_TEMP "certificate.pfx"
[IO.File]::WriteAllBytes($pfx, [Convert]::FromBase64String($env:CERTIFICATE))
try {
    $signtool = Get-ChildItem "${env:ProgramFiles(x86)}\Windows Kits\10\bin\*\x64\signtool.exe" | Select-Object -Last 1
    foreach ($file in $Files) {
        & $signtool.FullName sign /f $pfx /p $env:CERTIFICATE_PASSWORD /fd sha256 /td sha256 `
            /tr http://timestamp.digicert.com $file
        if ($LASTEXITCODE) { throw "signing $file failed" }
    }
} finally {
    Remove-Item $pfx
}
