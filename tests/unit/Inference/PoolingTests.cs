using Andamento.Inference;
using Andamento.Inference.Embeddings;

namespace Andamento.Tests.Unit.Inference;

public class PoolingTests
{
    // Three tokens of width 2, and one of padding.
    private static readonly float[] Vectors = [3, 4, 6, 0, 0, 8, 99, 99];

    [Theory]
    [InlineData("mean", false, new[] { 3f, 4f })]
    [InlineData("mean", true, new[] { 0.6f, 0.8f })]
    [InlineData("cls", false, new[] { 3f, 4f })]
    [InlineData("cls", true, new[] { 0.6f, 0.8f })]
    [InlineData("last", false, new[] { 0f, 8f })]
    [InlineData("last", true, new[] { 0f, 1f })]
    public void A_texts_tokens_become_one_vector(string mode, bool normalize, float[] vector) =>
        Assert.Equal(vector, Pooling.Of(new(mode, normalize)).Pool(Vectors, tokens: 3, width: 2), (one, other) => Math.Abs(one - other) < 1e-6);

    [Fact]
    public void An_unknown_mode_is_refused_by_its_name()
    {
        var refused = Assert.Throws<ModelException>(() => Pooling.Of(new("max", false)));

        Assert.Equal("The manifest's pooling mode is 'max'; this server knows mean, cls and last.", refused.Message);
    }

    [Theory]
    [InlineData(true, new[] { 0.6f, 0.8f })]
    [InlineData(false, new[] { 3f, 4f })]
    public void A_shorter_vector_has_length_1_where_the_whole_one_has(bool normalize, float[] shorter) =>
        Assert.Equal(shorter, Pooling.Of(new("mean", normalize)).Shorten([3, 4, 12], 2), (one, other) => Math.Abs(one - other) < 1e-6);

    [Theory]
    [InlineData(1, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 24)]
    [InlineData(25, 32)]
    [InlineData(33, 48)]
    [InlineData(96, 96)]
    [InlineData(97, 128)]
    [InlineData(512, 512)]
    public void Texts_of_about_the_same_length_are_of_one_class(int tokens, int lengthClass) =>
        Assert.Equal(lengthClass, new EncodedText(new int[tokens]).LengthClass);
}
