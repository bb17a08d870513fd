using System.Security.Cryptography;
using Andamento.Registry;
using Andamento.Serving;
using Andamento.Tests.Cluster.Clusters;
using Andamento.Tests.TestKit;
using static Andamento.Tests.Cluster.Clusters.Wishes;

namespace Andamento.Tests.Cluster;

/// <summary>The registry on several silos, and what survives their end. Files are real; only loading a model is played.</summary>
public sealed class RegistryTests : IDisposable
{
    // The smallest file that passes for a model: an empty graph.
    private static readonly byte[] Onnx = [0x08, 0x08, 0x3A, 0x00];

    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedModels _models = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_registered_is_there_after_a_restart()
    {
        await using (var cluster = await SiloCluster.StartAsync(2, _folder.Path, _models))
        {
            await RegisterAsync(cluster, "main.default.churn");
            await cluster.Model("main.default.churn").ChangeAliasAsync(
                new() { Caller = "me", Alias = "champion", Version = 1 }, CancellationToken.None);
            await cluster.Model("main.default.churn").CreateVersionAsync(new() { Caller = "me" }, CancellationToken.None);
            await cluster.Model("main.default.churn").DeleteVersionAsync(2, "me", CancellationToken.None);
        }

        await using var again = await SiloCluster.StartAsync(2, _folder.Path, _models);

        var model = (await again.Model("main.default.churn").GetAsync(CancellationToken.None))!;
        Assert.Equal([new ModelAlias("champion", 1)], model.Aliases.AsEnumerable());
        Assert.Equal([1], model.Runs.Select(run => run.Version));
        Assert.NotNull(await again.Model("main.default.churn").GetVersionAsync("1", CancellationToken.None));
        Assert.Equal(3, (await again.Model("main.default.churn").CreateVersionAsync(new() { Caller = "me" }, CancellationToken.None)).Version);
        Assert.Equal(["main.default.churn"], (await SearchAsync(again)).Select(one => one.FullName));
    }

    [Fact]
    public async Task An_upload_goes_on_where_it_was_when_its_silo_was_killed()
    {
        await using var cluster = await SiloCluster.StartAsync(3, _folder.Path, _models);
        var model = cluster.Model("main.default.churn");
        await cluster.PlacedOnAsync(2, () => model.CreateAsync(new() { Caller = "me" }, CancellationToken.None));
        await model.CreateVersionAsync(new() { Caller = "me" }, CancellationToken.None);
        var upload = await BeginAsync(cluster, model, 1, Onnx);
        await cluster.PlacedOnAsync(2, () => upload.AppendAsync(new(0, Onnx.AsMemory(0, 3)), CancellationToken.None));
        Assert.Equal(cluster.Address(2), await cluster.LocateAsync(upload));

        await cluster.KillAsync(2);

        Assert.Equal(3, await AgainAsync(() => upload.FlushAsync(CancellationToken.None)));
        Assert.Equal(FailureKind.Conflict, await RefusalAsync(() => upload.AppendAsync(new(0, Onnx.AsMemory(0, 1)), CancellationToken.None)));
        Assert.Equal(4, await upload.AppendAsync(new(3, Onnx.AsMemory(3)), CancellationToken.None));
        Assert.Equal(VersionStatus.Ready, (await model.CompleteUploadAsync(1, CancellationToken.None)).Status);
        Assert.Equal(FailureKind.Conflict, await RefusalAsync(() => upload.AppendAsync(new(4, Onnx.AsMemory(0, 1)), CancellationToken.None)));
    }

    [Fact]
    public async Task Files_that_were_being_checked_when_the_cluster_ended_are_checked_by_the_next()
    {
        await using (var cluster = await SiloCluster.StartAsync(
            1, _folder.Path, _models, registry: options => options.CompletionWait = TimeSpan.Zero))
        {
            cluster.Intake.Close();
            var model = cluster.Model("main.default.churn");
            await model.CreateAsync(new() { Caller = "me" }, CancellationToken.None);
            await model.CreateVersionAsync(new() { Caller = "me" }, CancellationToken.None);
            var upload = await BeginAsync(cluster, model, 1, Onnx);
            await upload.AppendAsync(new(0, Onnx), CancellationToken.None);
            var checking = await model.CompleteUploadAsync(1, CancellationToken.None);
            Assert.Equal((VersionStatus.Pending, true), (checking.Status, checking.Upload!.Complete));
            await cluster.Intake.Asked.WaitAsync().ForAsync("the check to begin");
        }

        await using var again = await SiloCluster.StartAsync(1, _folder.Path, _models);

        var ready = await SeeAsync(again.Model("main.default.churn"), 1, version => version.Status is VersionStatus.Ready);
        Assert.Equal(Onnx.Length, Assert.Single(ready.Files).Bytes);
    }

    [Fact]
    public async Task An_upload_that_falls_silent_is_given_up_and_the_version_takes_another()
    {
        await using var cluster = await SiloCluster.StartAsync(
            2, _folder.Path, _models, registry: options => options.UploadSilence = TimeSpan.FromSeconds(1));
        var model = cluster.Model("main.default.churn");
        await model.CreateAsync(new() { Caller = "me" }, CancellationToken.None);
        await model.CreateVersionAsync(new() { Caller = "me" }, CancellationToken.None);
        var upload = await BeginAsync(cluster, model, 1, Onnx);
        await upload.AppendAsync(new(0, Onnx.AsMemory(0, 3)), CancellationToken.None);

        var silent = await SeeAsync(model, 1, version => version.Upload is null);

        Assert.Contains("was silent", silent.StatusMessage, StringComparison.Ordinal);
        Assert.Equal(FailureKind.Conflict, await RefusalAsync(() => upload.AppendAsync(new(3, Onnx.AsMemory(3)), CancellationToken.None)));
        Assert.Equal(VersionStatus.Pending, silent.Status);
        await BeginAsync(cluster, model, 1, Onnx);
    }

    [Fact]
    public async Task A_version_that_is_not_ready_cannot_be_served()
    {
        await using var cluster = await SiloCluster.StartAsync(1, _folder.Path, _models);
        var model = cluster.Model("main.default.churn");
        await model.CreateAsync(new() { Caller = "me" }, CancellationToken.None);
        await model.CreateVersionAsync(new() { Caller = "me" }, CancellationToken.None);

        var pending = await Assert.ThrowsAsync<ServingException>(() => cluster.Endpoint("e").CreateAsync(Model("m", "main.default.churn")));
        Assert.Equal(FailureKind.ResourceNotFound, pending.Kind);
        Assert.Contains("is not ready: Waiting for an upload", pending.Message, StringComparison.Ordinal);
        Assert.Equal(
            FailureKind.ResourceNotFound,
            await RefusalAsync(() => cluster.Endpoint("e").CreateAsync(Model("m", "main.default.churn", version: "2"))));
    }

    [Fact]
    public async Task What_an_endpoint_serves_is_neither_deleted_nor_renamed()
    {
        await using var cluster = await SiloCluster.StartAsync(2, _folder.Path, _models);
        _models.Add("main.default.churn").Open();
        var model = await RegisterAsync(cluster, "main.default.churn");
        await cluster.Endpoint("e").CreateAsync(Model("m", "main.default.churn"));
        await cluster.Endpoint("e").SeeAsync(seen => seen.NotServing is null, "the config to serve");

        Assert.Equal(FailureKind.Conflict, await RefusalAsync(() => model.DeleteVersionAsync(1, "me", CancellationToken.None)));
        Assert.Equal(FailureKind.Conflict, await RefusalAsync(() => model.DeleteAsync(CancellationToken.None)));
        Assert.Equal(FailureKind.Conflict, await RefusalAsync(() => model.RenameAsync("main.default.leavers", "me", CancellationToken.None)));

        await cluster.Endpoint("e").DeleteAsync(CancellationToken.None);
        var stored = (await model.DescribeVersionAsync(1, CancellationToken.None))!.Id;
        await model.DeleteVersionAsync(1, "me", CancellationToken.None);
        Assert.Equal([stored], _models.Removed);
    }

    [Fact]
    public async Task A_model_moves_to_a_free_name_and_the_old_one_is_free_again()
    {
        await using var cluster = await SiloCluster.StartAsync(3, _folder.Path, _models);
        var model = await RegisterAsync(cluster, "main.default.churn");
        var other = await RegisterAsync(cluster, "main.default.taken");

        Assert.Equal(
            FailureKind.AlreadyExistsInRegistry, await RefusalAsync(() => model.RenameAsync("main.default.taken", "me", CancellationToken.None)));
        var renamed = await model.RenameAsync("main.default.leavers", "me", CancellationToken.None);

        Assert.Equal("main.default.leavers", renamed.FullName);
        Assert.Null(await model.GetAsync(CancellationToken.None));
        Assert.NotNull(await cluster.Model("main.default.leavers").GetVersionAsync("1", CancellationToken.None));
        Assert.Equal(["main.default.leavers", "main.default.taken"], (await SearchAsync(cluster)).Select(one => one.FullName));
        await model.CreateAsync(new() { Caller = "me" }, CancellationToken.None);
        Assert.NotNull(await other.GetAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Two_models_that_want_each_others_names_both_stay()
    {
        await using var cluster = await SiloCluster.StartAsync(2, _folder.Path, _models);
        var (one, two) = (await RegisterAsync(cluster, "one"), await RegisterAsync(cluster, "two"));

        var refusals = await Task.WhenAll(
            RefusalAsync(() => one.RenameAsync("two", "me", CancellationToken.None)),
            RefusalAsync(() => two.RenameAsync("one", "me", CancellationToken.None))).ForAsync("both refusals");

        Assert.All(refusals, kind => Assert.Equal(FailureKind.AlreadyExistsInRegistry, kind));
        await one.UpdateAsync(new() { Caller = "me", Description = "still mine" }, CancellationToken.None);
    }

    [Fact]
    public async Task A_directory_that_is_not_sure_asks_the_models()
    {
        await using var cluster = await SiloCluster.StartAsync(1, _folder.Path, _models, registry: options => options.WakePeriod = TimeSpan.FromHours(1));
        await RegisterAsync(cluster, "main.default.churn");
        var directory = Directory(cluster);
        await directory.RemoveAsync("main.default.churn", CancellationToken.None);
        await directory.AnnounceAsync("main.default.churn", CancellationToken.None); // and then, as it were, the silo died
        await directory.AnnounceAsync("main.default.never", CancellationToken.None);

        Assert.Equal(["main.default.churn"], (await SearchAsync(cluster)).Select(one => one.FullName));
        Assert.Equal(["main.default.churn", "main.default.never"], (await directory.ListUnfinishedAsync(CancellationToken.None)).AsEnumerable());

        foreach (var name in await directory.ListUnfinishedAsync(CancellationToken.None)) await cluster.Model(name).TendAsync(CancellationToken.None);
        Assert.Empty(await directory.ListUnfinishedAsync(CancellationToken.None));
    }

    private static IModelDirectoryGrain Directory(SiloCluster cluster) =>
        cluster.Client.GetGrain<IModelDirectoryGrain>(IModelDirectoryGrain.Workspace);

    private static async Task<IEnumerable<RegisteredModel>> SearchAsync(SiloCluster cluster) =>
        (await Directory(cluster).SearchAsync(new() { Unity = true, Count = 100 }, CancellationToken.None)).Models;

    /// <summary>A model with one version that is ready.</summary>
    private static async Task<IRegisteredModelGrain> RegisterAsync(SiloCluster cluster, string name)
    {
        var model = cluster.Model(name);
        await model.CreateAsync(new() { Caller = "me" }, CancellationToken.None);
        await model.CreateVersionAsync(new() { Caller = "me" }, CancellationToken.None);
        var upload = await BeginAsync(cluster, model, 1, Onnx);
        await upload.AppendAsync(new(0, Onnx), CancellationToken.None);
        Assert.Equal(VersionStatus.Ready, (await model.CompleteUploadAsync(1, CancellationToken.None)).Status);
        return model;
    }

    private static async Task<IModelUploadGrain> BeginAsync(SiloCluster cluster, IRegisteredModelGrain model, int version, byte[] content)
    {
        var begun = await model.BeginUploadAsync(
            version,
            new() { Caller = "me", FileName = "m.onnx", Bytes = content.Length, Sha256 = Convert.ToHexString(SHA256.HashData(content)) },
            CancellationToken.None);
        return cluster.Client.GetGrain<IModelUploadGrain>(begun.Upload!.KeyOf(begun.FullName, version));
    }

    /// <summary>Asks until a version fits: nothing announces that work which nobody waits for has ended.</summary>
    private static async Task<RegisteredVersion> SeeAsync(IRegisteredModelGrain model, int version, Func<RegisteredVersion, bool> fits)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            var seen = (await model.DescribeVersionAsync(version, CancellationToken.None))!;
            if (fits(seen)) return seen;
            if (patience.IsCancellationRequested) throw new TimeoutException($"The version stays as it is: {seen}");
            await Task.Delay(50, CancellationToken.None); // a sweep gives no signal
        }
    }
}
