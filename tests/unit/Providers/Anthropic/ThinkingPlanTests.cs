using System.Text;
using Andamento.Providers;

namespace Andamento.Tests.Unit.Providers.Anthropic;

public sealed class ThinkingPlanTests
{
    [Theory]
    [InlineData("5")]
    [InlineData("true")]
    [InlineData("""{"effort":"high"}""")]
    [InlineData("\"banana\"")]
    public void An_effort_that_is_none_is_refused_and_not_left_out(string effort)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"messages":[{"role":"user","content":"Hi"}],"reasoning_effort":{{effort}}}""");
        var target = new ProviderTarget("claude-sonnet-4-5", "my-endpoint", new Dictionary<string, string> { ["anthropic_api_key"] = "k" });

        var refused = Assert.Throws<ProviderException>(() => ProviderCatalog.Find("anthropic")!.ToCall(new(ProviderTask.Chat, body, Stream: false), target));

        Assert.Equal((ProviderFailure.Unsupported, "reasoning_effort"), (refused.Failure, refused.Param));
    }
}
