using System.Text.Json;
using Andamento.Providers;
using Andamento.Providers.Http;

namespace Andamento.Tests.Unit.Providers;

/// <summary>Every dialect against what was recorded of it. A new provider brings recordings and no test.</summary>
public sealed class RecordingTests
{
    private const int Whole = 1 << 20;

    public static TheoryData<string> Providers => [.. ProviderCatalog.All.Select(adapter => adapter.Descriptor.Name)];

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var adapter in ProviderCatalog.All)
            {
                foreach (var name in Recording.CasesOf(adapter)) cases.Add(adapter.Descriptor.Name, name);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_provider_has_recordings(string provider) =>
        Assert.NotEmpty(Recording.CasesOf(ProviderCatalog.Find(provider)!));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_goes_out_is_what_was_recorded(string provider, string name)
    {
        var recording = Recording.Load(provider, name);

        using var request = recording.Adapter.ToCall(recording.Call, recording.Target);

        Assert.Equal(recording.Request, await Recording.WriteAsync(request));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_comes_back_becomes_what_was_recorded_wherever_packets_are_cut(string provider, string name)
    {
        var recording = Recording.Load(provider, name);

        foreach (var pieceBytes in (int[])[1, 7, 100, Whole])
        {
            Assert.Equal(recording.Answer, await AnswerAsync(recording, pieceBytes));
        }
    }

    private static async Task<List<string>> AnswerAsync(Recording recording, int pieceBytes)
    {
        using var client = new ProviderClient(new Replay(() => recording.Respond(pieceBytes)), new(), TimeProvider.System);
        var answer = new List<string>();
        try
        {
            if (recording.Call.Stream)
            {
                await foreach (var chunk in client.StreamAsync(
                    recording.Adapter, recording.Call, recording.Target, Calls.Minute, CancellationToken.None))
                {
                    if (!chunk.Json.IsEmpty) answer.Add(chunk.Json.Text());
                }
            }
            else
            {
                var whole = await client.SendAsync(
                    recording.Adapter, recording.Call, recording.Target, Calls.Minute, CancellationToken.None);
                answer.Add(whole.Json.Text().TrimEnd('\n'));
            }
        }
        catch (ProviderException failed)
        {
            answer.Add(Write(failed));
        }

        return answer;
    }

    private static string Write(ProviderException failed) => JsonSerializer.Serialize(
        new
        {
            failure = failed.Failure.ToString(),
            code = failed.Code,
            status = failed.Status,
            param = failed.Param,
            message = failed.Message,
            retry_after_s = failed.RetryAfter?.TotalSeconds,
        },
        FailureJson);

    private static readonly JsonSerializerOptions FailureJson = new()
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private sealed class Replay(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer());
    }
}
