using System.Text.Json;
using Andamento.Providers;

namespace Andamento.Tests.Unit.Providers.OpenAI;

/// <summary>Models at Azure that do not know stream_options, although the version of the service does.</summary>
public sealed class AzureStreamOptionsTests
{
    private static readonly ProviderException Refusal =
        new(ProviderFailure.Refused, "Provider openai answered 400: Unrecognized request argument supplied: stream_options") { Status = 400 };

    [Fact]
    public void A_model_that_refuses_the_question_for_usage_is_not_asked_again()
    {
        var (call, target) = (Calls.Chat(stream: true), Azure());
        var learner = (ILearnsFromRefusals)Calls.OpenAI;

        Assert.True(Asks(call, target));
        Assert.True(learner.Learn(Refusal, call, target));
        Assert.False(Asks(call, target));

        learner.Forget(target);
        Assert.True(Asks(call, target));
    }

    [Fact]
    public void Nothing_is_learned_from_OpenAI_itself_from_whole_answers_or_from_what_a_caller_asked_beside()
    {
        var learner = (ILearnsFromRefusals)Calls.OpenAI;

        Assert.False(learner.Learn(Refusal, Calls.Chat(stream: true), Calls.Target()));
        Assert.False(learner.Learn(Refusal, Calls.Chat(), Azure()));
        Assert.False(learner.Learn(Refusal, Calls.Chat("""{"messages":[],"stream_options":{"x_own":1}}""", stream: true), Azure()));
    }

    private static bool Asks(ProviderCall call, ProviderTarget target)
    {
        using var request = Calls.OpenAI.ToCall(call, target);
        return JsonElement.Parse(request.Content!.ReadAsByteArrayAsync().GetAwaiter().GetResult()).TryGetProperty("stream_options", out _);
    }

    private static ProviderTarget Azure() => Calls.Target(
        ("openai_api_type", "azure"), ("openai_api_base", "https://acme.example"), ("openai_api_key", "k"),
        ("openai_api_version", "2024-10-21"), ("openai_deployment_name", "d"));
}
