using EarlyBert.Notebooks;

// build [NAME...]: runs the lessons in .NET Interactive and writes their notebooks. check [NAME...]: compares cells and runs the programs on few rows.
try
{
    var work = new Workshop(args is ["build" or "check", ..] ? args[1..] : throw new ArgumentException($"'{string.Join(' ', args)}' is not 'build [NAME...]' or 'check [NAME...]'."));
    return args[0] == "build" ? work.Build() : work.Check();
}
catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or FormatException)
{
    Console.Error.WriteLine(fault.Message);
    return 1;
}
