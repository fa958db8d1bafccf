namespace EarlyBert.Cli;

/// <summary>The command line asks for something that no input could make right: exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
