using Andamento.Endpoints;
using Andamento.Silo.Hosting;
using Andamento.Tests.Cluster.Clusters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using static Andamento.Tests.Cluster.Clusters.Wishes;

namespace Andamento.Tests.Cluster;

/// <summary>A process as it ships, less the HTTP in front: silos on real sockets.</summary>
public sealed class HostingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Silos_of_one_process_form_one_cluster_and_keep_what_they_are_told()
    {
        string id;
        using (var first = await StartAsync(silos: 2))
        {
            var hosts = await Grains(first).GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
            Assert.Equal(2, hosts.Count);
            id = (await Grains(first).GetGrain<IEndpointGrain>("chat").CreateAsync(External())).Id;
            await first.StopAsync();
        }

        using var second = await StartAsync(silos: 1);

        Assert.Equal(id, (await Grains(second).GetGrain<IEndpointGrain>("chat").GetAsync(CancellationToken.None))!.Id);
        await second.StopAsync();
    }

    [Fact]
    public async Task A_second_process_on_the_same_folder_does_not_start()
    {
        using var first = await StartAsync(silos: 1);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(silos: 1));

        Assert.StartsWith("Another process uses the data folder", refused.Message, StringComparison.Ordinal);
        await first.StopAsync();
    }

    [Theory]
    [InlineData("Andamento:Silos", "0")]
    [InlineData("Andamento:Silo:Accelerator", "tpu")]
    [InlineData("Andamento:Endpoints:MaxServedEntities", "0")]
    [InlineData("Andamento:Models:Folders:0", "/no/such/folder")]
    public async Task A_setting_out_of_range_stops_the_start(string setting, string value) =>
        await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(silos: 1, (setting, value)));

    private static IGrainFactory Grains(IHost host) => host.Services.GetRequiredService<IGrainFactory>();

    private async Task<IHost> StartAsync(int silos, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Andamento:Data"] = _folder.Path, ["Andamento:Silos"] = $"{silos}",
        });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        builder.AddAndamentoSilo();
        var host = builder.Build();
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }
}
