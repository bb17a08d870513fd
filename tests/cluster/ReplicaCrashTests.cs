using System.Text;
using Andamento.Endpoints;
using Andamento.Replicas;
using Andamento.Serving;
using Andamento.Tests.Cluster.Clusters;
using Andamento.Tests.TestKit;
using static Andamento.Tests.Cluster.Clusters.Wishes;

namespace Andamento.Tests.Cluster;

/// <summary>What the end of a silo costs its replicas. Each test has a cluster of its own.</summary>
public sealed class ReplicaCrashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedModels _models = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Streams_that_had_not_begun_are_answered_by_another_replica_and_a_new_one_starts()
    {
        await using var silos = await SiloCluster.StartAsync(3, _folder.Path, _models);
        var script = _models.Add("main.default.chat", ServingTask.Chat).Open();
        var calls = new ReplicaCalls(silos, "chat", "main.default.chat");
        await calls.DeployAsync("Medium");
        SiloAddress[] homes = [(await calls.WhereAsync(0))!, (await calls.WhereAsync(1))!];
        var victim = Enumerable.Range(0, 3).Single(silo => silos.Address(silo).Equals(homes[0]));
        var caller = Enumerable.Range(0, 3).Single(silo => !homes.Contains(silos.Address(silo)));

        var (first, end) = (Held(), Held());
        script.BeforeEnd = _ => end.Task;
        var begun = new List<(string Copy, IAsyncEnumerator<AnswerFrame> Frames)>();
        while (begun.Select(stream => stream.Copy).Distinct().Count() < 2) begun.Add(await OpenAsync(calls, caller));
        script.BeforeFirst = copy => copy < 3 ? first.Task : Task.CompletedTask;
        var waiting = Enumerable.Range(0, 4).Select(_ => OpenAsync(calls, caller)).ToList();
        await BegunAsync(script, begun.Count + 4);

        await silos.KillAsync(victim);
        first.SetResult();
        end.SetResult();
        var lost = new HashSet<string>();
        foreach (var (copy, frames) in begun)
        {
            if (await EndAsync(frames) is FailureKind.Unavailable) lost.Add(copy);
        }

        var dead = Assert.Single(lost); // in the middle of an answer: only the caller can decide to ask again
        foreach (var (copy, frames) in await Task.WhenAll(waiting).ForAsync("the streams that had not begun"))
        {
            Assert.NotEqual(dead, copy);
            Assert.Null(await EndAsync(frames));
        }

        await calls.SeeAsync(status => status.Ready.Length == 2 && script.Loads == 3, "a replica in place of the lost one");
    }

    [Fact]
    public async Task A_model_whose_loading_ends_silos_is_left_alone()
    {
        await using var silos = await SiloCluster.StartAsync(3, _folder.Path, _models, replicas: options => options.MaxCrashes = 1);
        var script = _models.Add("main.default.bad");
        var created = await silos.Endpoint("bad").CreateAsync(Model("m", "main.default.bad"));
        await script.Asked.WaitAsync().ForAsync("the load to begin");

        var key = new ServedEntities.ServedEntityKey("bad", created.Id, 1, "m");
        var home = await silos.LocateAsync(silos.Client.GetGrain<IReplicaGrain>($"{key}/none/0"));
        await silos.KillAsync(Enumerable.Range(0, 3).Single(silo => silos.Address(silo).Equals(home)));

        var failed = await new ReplicaCalls(silos, "bad", "main.default.bad")
            .SayingAsync(entity => entity.Deployment is DeploymentState.Failed, "the deployment to fail");
        Assert.StartsWith(
            "Loading the model has ended its silo 1 times in a row.", failed.PendingConfig!.ServedEntities[0].DeploymentMessage, StringComparison.Ordinal);
        Assert.Equal(0, script.Asked.CurrentCount);
    }

    [Fact]
    public async Task What_sleeps_goes_on_sleeping_when_the_cluster_starts_again()
    {
        var script = _models.Add("main.default.idle").Open();
        await using (var silos = await SiloCluster.StartAsync(1, _folder.Path, _models))
        {
            var calls = new ReplicaCalls(silos, "idle", "main.default.idle");
            await calls.DeployAsync(scaleToZero: true);
            await calls.SayingAsync(entity => entity.DeploymentMessage == "Scaled to zero.", "the set to sleep");
        }

        await using var again = await SiloCluster.StartAsync(1, _folder.Path, _models);
        var details = await new ReplicaCalls(again, "idle", "main.default.idle")
            .SayingAsync(entity => entity.DeploymentMessage == "Scaled to zero.", "the set to be known as sleeping");

        Assert.Equal((true, 1), (details.Ready, script.Loads));
    }

    private static async Task<(string Copy, IAsyncEnumerator<AnswerFrame> Frames)> OpenAsync(ReplicaCalls calls, int silo)
    {
        var frames = calls.Stream(silo).GetAsyncEnumerator();
        Assert.True(await frames.MoveNextAsync());
        return (Encoding.UTF8.GetString(frames.Current.Json.Span), frames);
    }

    /// <summary>Reads on until the end, and says how it failed if it did.</summary>
    private static async Task<FailureKind?> EndAsync(IAsyncEnumerator<AnswerFrame> frames)
    {
        try
        {
            while (await frames.MoveNextAsync().AsTask().ForAsync("the rest of a stream"))
            {
                // What it says does not matter.
            }

            return null;
        }
        catch (ServingException failed)
        {
            return failed.Kind;
        }
        finally
        {
            await frames.DisposeAsync();
        }
    }

    private static async Task BegunAsync(ScriptedModels.Script script, int requests)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (script.Begun.Values.Sum() < requests) await Task.Delay(10, patience.Token); // a counter gives no signal
    }

    private static TaskCompletionSource Held() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
