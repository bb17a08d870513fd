using Andamento.Inference.Batching;

namespace Andamento.Inference.Embeddings;

/// <summary>A text as tokens. Texts of about the same length share runs: each is padded to the next step, never further.</summary>
internal sealed record EncodedText(int[] Ids, int MaxLength) : IBatchItem
{
    private const int Step = 16;

    /// <summary>Tokens with padding. Alone or in company a text gets the same, so its vector does not depend on its neighbours.</summary>
    public int PaddedLength => Math.Min((Ids.Length + Step - 1) / Step * Step, Math.Max(MaxLength, Ids.Length));

    public object Shape => PaddedLength;

    public long Weight => PaddedLength;
}
