using Andamento.Silo.Devices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Andamento.Silo.Hosting;

/// <summary>The silos of this process after the first: each a host of its own, all with the same shared parts.</summary>
internal sealed class ExtraSilos(
    LocalCluster cluster, SharedParts shared, SiloLabel label, IConfiguration configuration, IOptions<AndamentoOptions> options,
    ILoggerFactory logs, TimeProvider time, ILogger<ExtraSilos> log) : IHostedService
{
    private readonly List<IHost> _silos = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        HostingLog.Starting(log, Path.GetFullPath(options.Value.Data), options.Value.Silos, label.Accelerator);
        for (var number = 1; number < options.Value.Silos; number++)
        {
            var silo = Build(number);
            _silos.Add(silo);
            await silo.StartAsync(cancellationToken);
            HostingLog.SiloStarted(log, number);
        }
    }

    /// <summary>Stops the last first. The token ends when the host's time for stopping is used up.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        for (var number = _silos.Count; number >= 1; number--)
        {
            var silo = _silos[number - 1];
            try
            {
                await silo.StopAsync(cancellationToken);
                HostingLog.SiloStopped(log, number);
            }
            catch (Exception failed)
            {
                HostingLog.SiloNotStopped(log, number, failed);
            }

            silo.Dispose();
        }
    }

    private IHost Build(int number)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddConfiguration(configuration);
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton(time);
        shared.AddTo(builder.Services);
        builder.UseOrleans(silo =>
        {
            cluster.Join(silo, number);
            SiloParts.Add(silo, label, _ => shared.Durable, _ => shared.Relaxed);
        });
        return builder.Build();
    }
}
