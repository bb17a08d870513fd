using System.Text;
using Andamento.Providers;

namespace Andamento.Tests.Unit.Providers.Cohere;

public sealed class GenerateAnswerTests
{
    [Fact]
    public void A_failure_in_the_stream_of_a_completion_is_told_in_the_words_of_Cohere()
    {
        var call = new ProviderCall(ProviderTask.Completions, Encoding.UTF8.GetBytes("""{"prompt":"Hi"}"""), Stream: true);
        var target = new ProviderTarget("command", "my-endpoint", new Dictionary<string, string> { ["cohere_api_key"] = "a-secret-key" });
        var reader = ProviderCatalog.Find("cohere")!.ReadAnswer(call, target);

        var failed = Assert.Throws<ProviderException>(() => reader.ReadEvent(
            """{"event_type":"stream-error","is_finished":true,"finish_reason":"ERROR","err":"out of memory (a-secret-key)"}"""u8, []));

        Assert.Equal("Provider cohere broke off its answer: out of memory (***)", failed.Message);
    }
}
