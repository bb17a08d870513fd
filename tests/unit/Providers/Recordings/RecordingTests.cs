using Andamento.Providers;

namespace Andamento.Tests.Unit.Providers.Recordings;

/// <summary>Every provider does what was recorded of it.</summary>
public sealed class RecordingTests
{
    public static TheoryData<string> All => [.. Recording.All];

    public static TheoryData<string> Streams => [.. Recording.All.Where(name => new Recording(name).Call.Stream)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_goes_out_and_what_the_caller_gets_is_as_recorded(string name)
    {
        var recording = new Recording(name);

        var replay = await Replay.RunAsync(recording);

        Assert.Equal(recording.Request, replay.Request, ignoreLineEndingDifferences: true);
        Assert.Equal(recording.Answer.Split('\n'), replay.Answer.Split('\n'));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Events_that_are_put_together_are_those_that_were_recorded(string name)
    {
        var recording = new Recording(name);

        var replay = await Replay.RunAsync(recording, joinEvents: true);

        Assert.Equal(recording.Answer.Split('\n'), replay.Answer.Split('\n'));
    }

    [Fact]
    public void Every_provider_has_recordings_of_every_task_it_serves()
    {
        var recorded = Recording.All.Select(name => new Recording(name))
            .Select(recording => (recording.Adapter.Descriptor.Name, recording.Call.Task))
            .ToHashSet();

        Assert.All(
            ProviderCatalog.All.SelectMany(adapter => adapter.Descriptor.Tasks.Select(task => (adapter.Descriptor.Name, task))),
            served => Assert.Contains(served, recorded));
    }
}
