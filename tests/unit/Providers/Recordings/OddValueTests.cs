using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Andamento.Providers;

namespace Andamento.Tests.Unit.Providers.Recordings;

/// <summary>
/// A value that nobody expects, in what a caller asks or in what a provider answers, is passed on or refused. It is never a
/// defect of ours, which the caller would see as a 500.
/// </summary>
public sealed class OddValueTests
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    public static TheoryData<string> All => [.. Recording.All];

    public static TheoryData<string> Answered => [.. Recording.All.Where(name => new Recording(name).Request.Length > 0)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_odd_value_in_a_body_is_passed_on_or_refused(string name)
    {
        var recording = new Recording(name);
        foreach (var body in OddValues.In(recording.Call.Body.ToArray()).Where(body => Utf8.IsValid(body))) // the front door lets nothing else in
        {
            await HoldsAsync(body, () => AskAsync(recording, recording.Call with { Body = body }));
        }
    }

    [Theory]
    [MemberData(nameof(Answered))]
    public async Task An_odd_value_in_an_answer_is_passed_on_or_refused(string name)
    {
        var recording = new Recording(name);
        foreach (var answer in recording.Spoiled(OddValues.In))
        {
            await HoldsAsync(answer, () => Replay.RunAsync(recording, () => recording.Respond(answer)));
        }
    }

    private static async Task HoldsAsync(byte[] json, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (ProviderException)
        {
            // Refused, in words.
        }
        catch (Exception defect)
        {
            Assert.Fail($"{Encoding.UTF8.GetString(json)}\n{defect}");
        }
    }

    private static async Task AskAsync(Recording recording, ProviderCall call)
    {
        var parts = recording.Adapter is ISplitsCalls splitter ? splitter.Split(call, recording.Target) : [call];
        foreach (var part in parts)
        {
            using var request = recording.Adapter.ToCall(part, recording.Target);
            JsonElement.Parse(await request.Content!.ReadAsByteArrayAsync(), Deep);
            recording.Adapter.ReadAnswer(part, recording.Target);
        }
    }
}
