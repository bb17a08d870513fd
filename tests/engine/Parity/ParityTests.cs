namespace Andamento.Tests.Engine.Parity;

/// <summary>The stand-in may offer less than genuine Orleans, but nothing else.</summary>
public sealed class ParityTests
{
    private static readonly PublicSurface Genuine = PublicSurface.Of(
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "genuine"), "Orleans.*.dll"));

    private static readonly PublicSurface StandIn = PublicSurface.Of(
        Directory.EnumerateFiles(AppContext.BaseDirectory, "Orleans.Standin*.dll"));

    [Fact]
    public void What_the_stand_in_offers_is_offered_the_same_way_by_genuine_Orleans() =>
        AssertNone(Differences.Between(StandIn, Genuine));

    [Fact]
    public void An_interface_that_we_implement_asks_for_all_that_genuine_Orleans_asks_for() =>
        AssertNone(new[]
        {
            "Orleans.IGrainObserver", "Orleans.IIncomingGrainCallFilter", "Orleans.IOutgoingGrainCallFilter",
            "Orleans.ILifecycleObserver", "Orleans.ILifecycleParticipant`1", "Orleans.Placement.IPlacementFilterDirector",
            "Orleans.Runtime.Placement.IPlacementDirector", "Orleans.Storage.IGrainStorage", "Orleans.Storage.IGrainStorageSerializer",
        }.SelectMany(name => Differences.Unasked(StandIn, Genuine, name)));

    [Fact]
    public void Both_sides_are_there_to_compare()
    {
        Assert.NotNull(Genuine.Find("Orleans.IGrain"));
        Assert.NotNull(Genuine.Find("Orleans.TestingHost.InProcessTestCluster"));
        Assert.NotNull(Genuine.Find("Orleans.Hosting.AdoNetHostingExtensions"));
        Assert.NotNull(StandIn.Find("Orleans.IGrain"));
        Assert.NotNull(StandIn.Find("Orleans.TestingHost.InProcessTestCluster"));
    }

    private static void AssertNone(IEnumerable<string> differences)
    {
        string[] all = [.. differences];
        Assert.True(all.Length is 0, $"{all.Length} differences:\n{string.Join('\n', all)}");
    }
}
