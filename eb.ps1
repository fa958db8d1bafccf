# The one door to this repository, for PowerShell: ./eb.ps1 help
# On Linux and macOS it hands over to ./eb. On Windows the packages stack is the one there is:
# the offline stack is built on a Linux distribution's libtorch.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = $PSScriptRoot
$Command = if ($args.Count -gt 0) { [string] $args[0] } else { 'help' }
$Arguments = [string[]] @($args | Select-Object -Skip 1)
if ($IsLinux -or $IsMacOS) {
    & bash (Join-Path $root 'eb') $Command @Arguments
    exit $LASTEXITCODE
}

$artifacts = Join-Path $root 'artifacts'
$solution = Join-Path $root 'EarlyBert.MLNet.sln'
$configuration = 'Release'
$framework = 'net10.0'
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_CLI_UI_LANGUAGE = 'en'

function Show-Usage {
    Write-Host @'
Usage: ./eb.ps1 COMMAND

  setup                    restore, build everything
  demo [ARGUMENTS]         train dense and early-bird side by side on real text (under 4 minutes)
  test [ARGUMENTS]         run every test; arguments go to 'dotnet test'
  bench [NAME] [OPTIONS]   measure: step, width, epoch, end-to-end, scoring, tokenizing, neighbour, saving, sweep ('list' says what each does)
  notebooks [check] [NAME] run the lessons in .NET Interactive and write their notebooks; check: cells as in the sources, and the sources run
  run -- ARGUMENTS         run the earlybert command line, for example: ./eb.ps1 run -- finetune --help
  help                     this text

Each command sets up what is missing first; a second call is quick. What it makes lies under artifacts/.
'@
}

function Stop-WithMessage([string] $Message) {
    [Console]::Error.WriteLine("eb: $Message")
    exit 1
}

# Runs a program quietly; its output is kept, and shown when it fails.
function Invoke-Step([string] $What, [string[]] $CommandLine, [string] $OnFailure) {
    $log = Join-Path $artifacts 'eb.log'
    $watch = [Diagnostics.Stopwatch]::StartNew()
    [Console]::Error.Write("eb: $What ... ")
    & dotnet @CommandLine *> $log
    if ($LASTEXITCODE -ne 0) {
        [Console]::Error.WriteLine('failed')
        Get-Content $log -Tail 60 | ForEach-Object { [Console]::Error.WriteLine($_) }
        Stop-WithMessage $OnFailure
    }
    [Console]::Error.WriteLine('{0:0}s' -f $watch.Elapsed.TotalSeconds)
}

function Get-PinnedVersion([string] $Package) {
    ([xml](Get-Content (Join-Path $root 'Directory.Packages.props'))).SelectSingleNode("//PackageVersion[@Include='$Package']").Version
}

# The registry must have TorchSharp and AutoML in exactly the pinned versions, with the native runtime.
function Test-PackagesStack {
    $probe = Join-Path $artifacts 'probe'
    New-Item -ItemType Directory -Force $probe | Out-Null
    Set-Content (Join-Path $probe 'probe.csproj') @"
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>$framework</TargetFramework>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" Version="[$(Get-PinnedVersion 'TorchSharp')]" />
    <PackageReference Include="TorchSharp-cpu" Version="[$(Get-PinnedVersion 'TorchSharp-cpu')]" />
    <PackageReference Include="Microsoft.ML.AutoML" Version="[$(Get-PinnedVersion 'Microsoft.ML.AutoML')]" />
  </ItemGroup>
</Project>
"@
    Invoke-Step 'looking for TorchSharp and Microsoft.ML.AutoML in NuGet' @(
        'restore', (Join-Path $probe 'probe.csproj'),
        '-p:ImportDirectoryBuildProps=false', '-p:ImportDirectoryBuildTargets=false', '-p:ImportDirectoryPackagesProps=false'
    ) "NuGet lacks TorchSharp $(Get-PinnedVersion 'TorchSharp') with TorchSharp-cpu, or Microsoft.ML.AutoML $(Get-PinnedVersion 'Microsoft.ML.AutoML'); add a source that has it (dotnet nuget add source URL), or use Linux or WSL, where ./eb can build on the distribution's libtorch."
}

function Initialize-Checkout {
    New-Item -ItemType Directory -Force $artifacts | Out-Null
    if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
        Stop-WithMessage "There is no 'dotnet' on the PATH; install the .NET 10 SDK (https://dotnet.microsoft.com/download) and run this again."
    }
    if ($env:EARLYBERT_STACK -and $env:EARLYBERT_STACK -ne 'packages') {
        Stop-WithMessage "EARLYBERT_STACK is '$env:EARLYBERT_STACK'; on Windows it can be 'packages' only."
    }
    $stack = Join-Path $artifacts 'stack.props'
    if (-not (Test-Path $stack)) {
        Test-PackagesStack
        Set-Content $stack '<Project><PropertyGroup><EarlyBertStack>packages</EarlyBertStack></PropertyGroup></Project>'
    }
}

# MSBuild itself is quick when nothing has changed.
function Build-Project([string] $Project) {
    Invoke-Step "building $(Split-Path $Project -Leaf)" @('build', $Project, '-c', $configuration, '--nologo', '-v', 'minimal') `
        "The build failed; the messages are above. If packages are missing, 'dotnet nuget list source' shows where NuGet looks."
}

function Invoke-EarlyBert([string[]] $CommandLine) {
    Initialize-Checkout
    Build-Project (Join-Path $root 'src/EarlyBert.Cli/EarlyBert.Cli.csproj')
    & dotnet (Join-Path $root "src/EarlyBert.Cli/bin/$configuration/$framework/EarlyBert.Cli.dll") @CommandLine
    exit $LASTEXITCODE
}

# One test project after the other: each of them uses every core.
function Invoke-Tests([string[]] $CommandLine) {
    Initialize-Checkout
    Build-Project $solution
    $passed = $failed = $skipped = 0
    & dotnet test $solution -c $configuration --no-build --nologo -m:1 @CommandLine | ForEach-Object {
        if ($_ -match 'Failed:\s+(\d+), Passed:\s+(\d+), Skipped:\s+(\d+)') {
            $failed += [int] $Matches[1]
            $passed += [int] $Matches[2]
            $skipped += [int] $Matches[3]
        }
        $_
    }
    $code = $LASTEXITCODE
    if ($code -ne 0 -and $failed -eq 0) { $failed = 1 } # a test host that died reports no failed test
    "$passed passed, $failed failed, $skipped skipped"
    exit $code
}

function Invoke-Bench([string[]] $CommandLine) {
    Initialize-Checkout
    Build-Project (Join-Path $root 'benchmarks/EarlyBert.Benchmarks/EarlyBert.Benchmarks.csproj')
    & dotnet (Join-Path $root "benchmarks/EarlyBert.Benchmarks/bin/$configuration/$framework/EarlyBert.Benchmarks.dll") @CommandLine
    exit $LASTEXITCODE
}

function Invoke-Notebooks([string[]] $CommandLine) {
    Initialize-Checkout
    Build-Project (Join-Path $root 'notebooks/Builder/EarlyBert.Notebooks.csproj')
    $build = if ($CommandLine.Count -gt 0 -and $CommandLine[0] -eq 'check') { @() } else { @('build') }
    & dotnet (Join-Path $root "notebooks/Builder/bin/$configuration/$framework/EarlyBert.Notebooks.dll") @($build + $CommandLine)
    exit $LASTEXITCODE
}

switch ($Command) {
    'setup' {
        Initialize-Checkout
        Build-Project $solution
        [Console]::Error.WriteLine('eb: ready on the packages stack. Next: ./eb.ps1 demo, ./eb.ps1 test')
    }
    'demo' { Invoke-EarlyBert (@('demo') + $Arguments) }
    'test' { Invoke-Tests $Arguments }
    'bench' { Invoke-Bench $Arguments }
    'notebooks' { Invoke-Notebooks $Arguments }
    'run' { Invoke-EarlyBert @($Arguments | Select-Object -Skip ([int] ($Arguments.Count -gt 0 -and $Arguments[0] -eq '--'))) }
    'help' { Show-Usage }
    default {
        Show-Usage
        Stop-WithMessage "'$Command' is no command of eb."
    }
}
