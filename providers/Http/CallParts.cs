using System.Collections.Immutable;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Http;

/// <summary>A call in as many parts as its provider needs.</summary>
internal static class CallParts
{
    private const int AtOnce = 4;

    /// <summary>The parts: nearly always the call itself.</summary>
    public static ImmutableArray<ProviderCall> Of(IProviderAdapter adapter, ProviderCall call, ProviderTarget target) =>
        adapter is ISplitsCalls splitter ? splitter.Split(call, target) : [call];

    /// <summary>Sends every part, a few at once, and puts the answers together. The first failure ends the others.</summary>
    public static Task<ProviderAnswer> SendAsync(
        ImmutableArray<ProviderCall> parts,
        Func<ProviderCall, CancellationToken, Task<ProviderAnswer>> send,
        CancellationToken cancellationToken) => parts.Length == 1
            ? send(parts[0], cancellationToken)
            : SendAllAsync(parts, send, cancellationToken);

    private static async Task<ProviderAnswer> SendAllAsync(
        ImmutableArray<ProviderCall> parts,
        Func<ProviderCall, CancellationToken, Task<ProviderAnswer>> send,
        CancellationToken cancellationToken)
    {
        var answers = new ProviderAnswer[parts.Length];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, parts.Length, limits, async (part, stop) => answers[part] = await send(parts[part], stop));
        return MergedAnswer.Of(answers);
    }
}
