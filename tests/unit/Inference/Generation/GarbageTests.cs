namespace Andamento.Tests.Unit.Inference.Generation;

public class GarbageTests
{
    [Theory]
    [InlineData("stories", 1)]
    [InlineData("stories", 4)]
    [InlineData("minimind", 1)]
    [InlineData("minimind", 4)]
    public void A_token_leaves_less_than_a_kilobyte_behind(string model, int streams)
    {
        const int Tokens = 64;
        using var decoding = Decoding.Of(model is "stories" ? RealModels.Stories : RealModels.MiniMind);
        var prompts = decoding.Prompts(streams);
        foreach (var prompt in prompts) decoding.Enter(prompt, Tokens); // what is made once is made here
        decoding.Finish();

        var sequences = prompts.Select(prompt => decoding.Enter(prompt, Tokens)).ToList();
        var before = GC.GetAllocatedBytesForCurrentThread();
        decoding.Finish();
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.All(sequences, sequence => Assert.Equal(Tokens, Decoding.Written(sequence).Length));
        Assert.InRange(bytes / (Tokens * streams), 0, 1024);
    }
}
