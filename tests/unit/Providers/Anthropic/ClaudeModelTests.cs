using Andamento.Providers.Anthropic;

namespace Andamento.Tests.Unit.Providers.Anthropic;

public sealed class ClaudeModelTests
{
    [Theory]
    [InlineData("claude-2.1", "2.0")]
    [InlineData("claude-instant-1.2", "2.0")]
    [InlineData("claude-3-haiku-20240307", "3.0")]
    [InlineData("claude-3-5-sonnet-20240620", "3.5")]
    [InlineData("claude-sonnet-4-20250514", "4.0")]
    [InlineData("claude-opus-4-1-20250805", "4.1")]
    [InlineData("claude-sonnet-4-5", "4.5")]
    [InlineData("anthropic.claude-opus-4-6-v1:0", "4.6")]
    [InlineData("claude-next", "99.0")]
    public void The_version_is_read_from_the_name(string model, string version) =>
        Assert.Equal(Version.Parse(version), ClaudeModel.VersionOf(model));

    [Theory]
    [InlineData("claude-1", true)]
    [InlineData("claude-2.0", true)]
    [InlineData("claude-instant-v1", true)]
    [InlineData("claude-v2", true)]
    [InlineData("claude-3-opus-20240229", false)]
    public void Only_the_first_models_have_text_completions(string model, bool legacy) =>
        Assert.Equal(legacy, ClaudeModel.IsLegacy(model));
}
