using System.Text;
using Andamento.Providers.Unified;

namespace Andamento.Tests.Unit.Providers.Unified;

public sealed class HalfPairsTests
{
    [Theory]
    [InlineData("""{"a":"\ud83d"}""")]
    [InlineData("""{"a":"\uD83D and more"}""")]
    [InlineData("""{"a":"\ude00"}""")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""")]
    [InlineData("""{"a":"\ud83d\u0041"}""")]
    [InlineData("""{"a":"\ud83d\n"}""")]
    [InlineData("""{"a":"\\\ud83d"}""")]
    [InlineData("""{"\udc00":1}""")]
    public void Half_of_a_pair_is_found(string json)
    {
        Assert.True(HalfPairs.In(json));
        Assert.True(HalfPairs.In(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("""{"a":"\ud83d\ude00"}""")]
    [InlineData("""{"a":"\uD83D\uDE00\ud83d\ude00"}""")]
    [InlineData("""{"a":"\\ud83d"}""")]
    [InlineData("""{"a":"\\\\ude00 \u00e9 \u0000"}""")]
    [InlineData("""{"a":"\ud7ff\ue000"}""")]
    [InlineData("""{"a":"😀"}""")]
    public void What_is_text_is_text(string json)
    {
        Assert.False(HalfPairs.In(json));
        Assert.False(HalfPairs.In(Encoding.UTF8.GetBytes(json)));
    }
}
