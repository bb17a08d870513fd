using System.Runtime.InteropServices;

namespace Andamento.Inference.Generation;

/// <summary>How alike two texts begin.</summary>
internal static class Prefixes
{
    // Fewer tokens cost less to read than to find their place.
    private const int Least = 8;

    /// <summary>
    /// How many tokens of a prompt are known from another text. The last token of a prompt is always read, because its logits are
    /// wanted.
    /// </summary>
    /// <param name="prompt">All of the prompt.</param>
    /// <param name="tokens">The other text.</param>
    /// <param name="read">How many of its tokens have keys and values.</param>
    public static int Known(ReadOnlySpan<int> prompt, List<int> tokens, int read)
    {
        var known = prompt[..^1].CommonPrefixLength(CollectionsMarshal.AsSpan(tokens)[..read]);
        return known < Least ? 0 : known;
    }
}
