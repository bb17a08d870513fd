using System.CommandLine;
using Andamento.Cli.Http;
using Andamento.Cli.Output;

namespace Andamento.Cli.Commands;

/// <summary>What a command works with once the command line is read.</summary>
internal sealed class Session(ParseResult parsed, Surroundings around, ApiClient api, Printer printer) : IDisposable
{
    /// <summary>Where it runs.</summary>
    public Surroundings Around => around;

    /// <summary>The server.</summary>
    public ApiClient Api => api;

    /// <summary>Standard output.</summary>
    public Printer Printer => printer;

    /// <summary>The value of an argument.</summary>
    public T Value<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    /// <summary>The value of an option; null when it is not given.</summary>
    public T? Value<T>(Option<T> option) => parsed.GetValue(option);

    /// <inheritdoc/>
    public void Dispose() => api.Dispose();
}
