using System.Numerics;
using Andamento.Inference.Batching;

namespace Andamento.Inference.Embeddings;

/// <summary>
/// A text as tokens. Texts of about the same length share runs, each padded to the longest of its run: with finer steps hardly two
/// would meet, with coarser ones the padding would cost more than company saves.
/// </summary>
internal sealed record EncodedText(int[] Ids) : IBatchItem
{
    private const int Shortest = 16;

    /// <summary>16, 24, 32, 48, 64, 96 and so on: at least the number of tokens, at most half as many again beyond 16.</summary>
    public int LengthClass { get; } = ClassOf(Ids.Length);

    public object Shape => LengthClass;

    public long Weight => LengthClass;

    private static int ClassOf(int length)
    {
        var power = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, Shortest));
        return length <= power / 4 * 3 && power > Shortest ? power / 4 * 3 : power;
    }
}
