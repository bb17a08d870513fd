using Andamento.Inference.Tokens;

namespace Andamento.Inference.Constraints;

/// <summary>The nodes of a tree of tokens. Every list has one entry for each node, and the positions one more for the end.</summary>
/// <param name="Bytes">The byte that leads to a node.</param>
/// <param name="Depths">Bytes from the root, from 1.</param>
/// <param name="Ends">The first node that is not below.</param>
/// <param name="FirstTokens">Where in <paramref name="Tokens"/> begin the tokens that end at a node or below.</param>
/// <param name="Tokens">All ids, by their bytes.</param>
internal sealed record VocabularyBranches(byte[] Bytes, byte[] Depths, int[] Ends, int[] FirstTokens, int[] Tokens)
{
    // A token longer than this is no word but a run of spaces or the like; doing without it costs nothing.
    private const int LongestToken = byte.MaxValue;

    public static VocabularyBranches Of(ITokenizer tokenizer)
    {
        var texts = new List<(byte[] Bytes, int Id)>();
        for (var id = 0; id < tokenizer.Size; id++)
        {
            if (tokenizer.BytesOf(id) is { IsEmpty: false, Length: <= LongestToken } bytes) texts.Add((bytes.ToArray(), id));
        }

        texts.Sort((one, other) => one.Bytes.AsSpan().SequenceCompareTo(other.Bytes));
        List<byte> labels = [], depths = [];
        List<int> ends = [], firstTokens = [];
        var path = new Stack<int>(); // the nodes from the root to the last token
        ReadOnlySpan<byte> last = [];
        for (var i = 0; i < texts.Count; i++)
        {
            ReadOnlySpan<byte> text = texts[i].Bytes;
            var common = text.CommonPrefixLength(last);
            while (path.Count > common) ends[path.Pop()] = labels.Count;
            for (var at = common; at < text.Length; at++)
            {
                path.Push(labels.Count);
                labels.Add(text[at]);
                depths.Add((byte)(at + 1));
                ends.Add(0);
                firstTokens.Add(i);
            }

            last = text;
        }

        while (path.TryPop(out var node)) ends[node] = labels.Count;
        firstTokens.Add(texts.Count);
        return new([.. labels], [.. depths], [.. ends], [.. firstTokens], [.. texts.Select(text => text.Id)]);
    }

    /// <summary>
    /// The bytes from a node to the farthest below, itself included; 0 where not all of them are bytes that strings hold as they are.
    /// </summary>
    public byte[] PlainHeights()
    {
        var heights = new byte[Bytes.Length];
        for (var node = Bytes.Length - 1; node >= 0; node--)
        {
            if (!Term.IsPlain(Bytes[node])) continue;

            var below = 0;
            for (var child = node + 1; below >= 0 && child < Ends[node]; child = Ends[child])
            {
                below = heights[child] == 0 ? -1 : Math.Max(below, heights[child]);
            }

            heights[node] = (byte)(below + 1);
        }

        return heights;
    }
}
