using System.Text;
using Andamento.Endpoints;
using Andamento.Serving;
using Andamento.Tests.Cluster.Clusters;
using Andamento.Tests.TestKit;
using static Andamento.Tests.Cluster.Clusters.Wishes;

namespace Andamento.Tests.Cluster;

/// <summary>How many replicas there are, where, and who gets which request.</summary>
[Collection(SharedCluster.Name)]
public sealed class ReplicaTests(SharedCluster shared)
{
    private readonly string _model = $"main.default.m{Guid.NewGuid():N}";

    private SiloCluster Silos => shared.Silos;

    private ReplicaCalls Calls => field ??= new(Silos, NewName(), _model);

    [Fact]
    public async Task Requests_that_queue_start_another_replica_and_none_is_refused()
    {
        var (script, hold) = (Silos.Models.Add(_model).Open(), Held());
        await Calls.DeployAsync("Medium");
        Assert.Equal(2, script.Loads); // 6 and 5 of the 16, which is more than the minimum of 8
        script.BeforeEnd = _ => hold.Task;

        var asked = Enumerable.Range(0, 16).Select(call => Calls.AskAsync(silo: call % 3)).ToList();
        await Calls.SeeAsync(status => status.Ready.Length == 3, "a third replica");
        hold.SetResult();

        Assert.All(await Task.WhenAll(asked).ForAsync("all answers"), answer => Assert.Equal("""{"cuda":false}""", answer));
        Assert.Equal(16, (await Calls.StatusAsync()).Ready.Sum(replica => replica.Concurrency));
    }

    [Fact]
    public async Task Replicas_spread_over_the_silos()
    {
        Silos.Models.Add(_model).Open();
        await Calls.DeployAsync("Medium");

        Assert.NotEqual(await Calls.WhereAsync(0), await Calls.WhereAsync(1));
    }

    [Fact]
    public async Task A_replica_too_many_leaves_when_its_last_request_has_ended_and_no_request_fails()
    {
        var (script, hold) = (Silos.Models.Add(_model).Open(), Held());
        await Calls.DeployAsync("Medium");
        script.BeforeEnd = _ => hold.Task;
        var asked = Enumerable.Range(0, 12).Select(call => Calls.AskAsync(silo: call % 3)).ToList();
        await Calls.SeeAsync(status => status.Ready.Length == 3, "a third replica");

        var third = Held();
        script.BeforeEnd = copy => copy == 3 ? third.Task : hold.Task;
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (!script.Begun.ContainsKey(3))
        {
            asked.Add(Calls.AskAsync(silo: asked.Count % 3));
            await Task.Delay(200, patience.Token); // the silos hear of the third replica within a second, by no signal
        }

        hold.SetResult();
        await Calls.SeeAsync(status => status.Ready.Length == 2, "the third replica to leave");
        while (asked.Count(call => !call.IsCompleted) > script.Begun[3]) await Task.WhenAny(asked.Where(call => !call.IsCompleted)).ForAsync("the others' answers");

        Assert.Equal(0, script.Disposed.CurrentCount); // its requests are not cut off
        asked.AddRange(Enumerable.Range(0, 6).Select(call => Calls.AskAsync(silo: call % 3))); // some may not have heard that it leaves
        third.SetResult();
        await script.Disposed.WaitAsync().ForAsync("the third replica to go");
        Assert.All(await Task.WhenAll(asked), answer => Assert.Equal("""{"cuda":false}""", answer));
    }

    [Fact]
    public async Task Requests_are_timed_wherever_they_run_and_what_a_replica_did_stays_counted()
    {
        Silos.Models.Add(_model).Open();
        await Calls.DeployAsync("Medium"); // two replicas
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 12).Select(call => Calls.AskAsync(silo: call % 3))), answer => Assert.Equal("""{"cuda":false}""", answer));

        var told = await Calls.LoadAsync(load => load is { Runs.Total: 12, Processor: not null }, "all twelve, and how busy processors are");

        Assert.Equal(12, told.Waits.Total);
        Assert.InRange(told.Processor!.Value, 0, 100);
        Assert.InRange(told.Memory!.Value, 0.01, 100);
        Assert.Equal((null, null), (told.Device, told.DeviceMemory)); // nobody has a device

        await Silos.Client.GetGrain<Replicas.IReplicaGrain>($"{Calls.Key}/none/0").UnloadAsync(CancellationToken.None); // it is loaded again
        await Calls.LoadAsync(load => load.Memory is not null, "one of them at least");
        await Calls.AskAsync();
        await Calls.LoadAsync(load => load.Runs.Total == 13, "the one after that");
    }

    [Fact]
    public async Task A_set_that_sleeps_is_woken_once_by_all_who_wait()
    {
        var script = Silos.Models.Add(_model).Open();
        await Calls.DeployAsync(scaleToZero: true);
        script.Close();
        await script.Disposed.WaitAsync().ForAsync("the idle replica to go");
        var asleep = await Calls.SayingAsync(entity => entity.DeploymentMessage == "Scaled to zero.", "the endpoint to know");
        Assert.Equal((true, DeploymentState.Ready), (asleep.Ready, asleep.Config!.ServedEntities[0].Deployment));
        await script.Asked.WaitAsync().ForAsync("the first load, which was long ago");

        var asked = Enumerable.Range(0, 20).Select(call => Calls.AskAsync(silo: call % 3)).ToList();
        await script.Asked.WaitAsync().ForAsync("the load that wakes it");
        var waking = await Calls.SayingAsync(entity => entity.DeploymentMessage.StartsWith("Scaled to zero; starting.", StringComparison.Ordinal), "the endpoint to know");
        script.Open();

        Assert.All(await Task.WhenAll(asked).ForAsync("all answers"), answer => Assert.Equal("""{"cuda":false}""", answer));
        Assert.Equal((2, true), (script.Loads, waking.Ready));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_answer_streams_from_a_replica_here_or_on_another_silo(int silo)
    {
        Silos.Models.Add(_model, ServingTask.Chat).Open();
        await Calls.DeployAsync();

        var frames = new List<AnswerFrame>();
        await foreach (var frame in Calls.Stream(silo)) frames.Add(frame);

        Assert.Equal(["""{"copy":1}""", """{"end":1}""", ""], frames.Select(Text));
        Assert.Equal(new TokenUsage(3, 2), frames[^1].Usage);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Who_stops_reading_stops_the_model(int silo)
    {
        var script = Silos.Models.Add(_model, ServingTask.Chat).Open();
        script.BeforeEnd = _ => Held().Task;
        await Calls.DeployAsync();

        await foreach (var frame in Calls.Stream(silo, join: true)) break;

        await script.Abandoned.WaitAsync().ForAsync("the model to stop");
    }

    [Fact]
    public async Task A_conversation_stays_with_the_replica_that_remembers_it()
    {
        var script = Silos.Models.Add(_model, ServingTask.Chat).Open();
        await Calls.DeployAsync("Medium");
        var body = Encoding.UTF8.GetBytes($$"""{"messages":[{"role":"user","content":"{{new string('x', 3000)}}"}]}""");

        var answers = new HashSet<string>();
        for (var turn = 0; turn < 10; turn++) answers.Add(await Calls.AskAsync(ServingTask.Chat, silo: 0, body));
        for (var call = 0; call < 4; call++) await Calls.AskAsync(ServingTask.Chat, silo: 0); // too short to remember

        Assert.Single(answers);
        Assert.Equal(2, script.Begun.Count);
    }

    private static TaskCompletionSource Held() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string Text(AnswerFrame frame) => Encoding.UTF8.GetString(frame.Json.Span);
}
