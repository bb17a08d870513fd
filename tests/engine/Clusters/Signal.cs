using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Andamento.Tests.Engine.Clusters;

/// <summary>What a grain tells its test. The silos share the test's process, so a name is enough to find each other.</summary>
internal static class Signal
{
    private static readonly ConcurrentDictionary<string, Channel<string>> All = new(StringComparer.Ordinal);

    public static void Send(string name, string what = "") => Of(name).Writer.TryWrite(what);

    public static Task<string> NextAsync(string name) =>
        Of(name).Reader.ReadAsync().AsTask().Within($"the next signal of '{name}'");

    /// <summary>What has been sent and not yet been read.</summary>
    public static int Pending(string name) => Of(name).Reader.Count;

    private static Channel<string> Of(string name) => All.GetOrAdd(name, _ => Channel.CreateUnbounded<string>());
}
