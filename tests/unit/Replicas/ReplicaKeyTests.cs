using Andamento.Replicas;

namespace Andamento.Tests.Unit.Replicas;

public sealed class ReplicaKeyTests
{
    [Theory]
    [InlineData(Accelerator.None, "e/id/1/a/none/0")]
    [InlineData(Accelerator.Cuda, "e/id/1/a/cuda/0")]
    public void A_key_says_what_its_silo_must_have(Accelerator accelerator, string expected)
    {
        var key = new ReplicaKey("e/id/1/a", accelerator, 0);

        Assert.Equal(expected, key.ToString());
        Assert.Equal(key, ReplicaKey.Parse(expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("set/none")]
    [InlineData("set/none/first")]
    public void Another_text_is_no_key(string text) => Assert.Throws<FormatException>(() => ReplicaKey.Parse(text));
}
