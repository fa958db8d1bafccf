using System.Runtime.InteropServices;
using System.Text;
using EarlyBert.Cli;

// Ctrl-C and a polite kill stop the work at its next step; a second one ends the process at once.
using var cancellation = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

if (!Console.IsOutputRedirected)
    Console.OutputEncoding = Encoding.UTF8;
var watched = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
return App.Run(args, new Terminal(Console.Out, Console.Error, Console.In, watched, cancellation.Token));

void Stop(PosixSignalContext context)
{
    if (cancellation.IsCancellationRequested)
        return;
    context.Cancel = true;
    cancellation.Cancel();
}
