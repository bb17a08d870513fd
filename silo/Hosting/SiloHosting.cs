using Andamento.Inference;
using Andamento.Providers;
using Andamento.Providers.Http;
using Andamento.Registry;
using Andamento.Replicas;
using Andamento.Secrets;
using Andamento.Silo.Devices;
using Andamento.Silo.Models;
using Andamento.Silo.Secrets;
using Andamento.Silo.Storage;
using Andamento.Silo.Tables;
using Andamento.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Andamento.Silo.Hosting;

/// <summary>Puts silos of the cluster into a process.</summary>
public static class SiloHosting
{
    /// <summary>
    /// Adds as many silos as <see cref="AndamentoOptions.Silos"/> says, and all they need. The container's
    /// <see cref="IGrainFactory"/> calls them without leaving the process where it can.
    /// </summary>
    /// <exception cref="OptionsValidationException">A setting is out of its range; the message names it.</exception>
    public static IHostApplicationBuilder AddAndamentoSilo(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        AddOptions(services);
        AddShared(services);

        var silos = Read(builder.Configuration);
        var label = AcceleratorDetection.Label(
            ReadDevices(builder.Configuration), Directory.Exists("/dev") ? Directory.EnumerateFiles("/dev") : [], File.Exists, AppContext.BaseDirectory);
        var cluster = new LocalCluster(silos);
        services.AddSingleton(cluster);
        services.AddSingleton(label);
        services.AddSingleton<IReplicaDevices>(new DevicePool(label.Devices, NvidiaTool.ReadAsync, TimeProvider.System));
        builder.UseOrleans(silo =>
        {
            cluster.Join(silo, number: 0);
            SiloParts.Add(
                silo, label,
                parts => parts.GetRequiredService<SharedParts>().Durable, parts => parts.GetRequiredService<SharedParts>().Relaxed);
        });
        services.AddHostedService<ExtraSilos>(); // after Orleans' own, so that these start later and stop earlier
        return builder;
    }

    // What it has is part of a silo's metadata, so it is needed as early.
    private static SiloDeviceOptions ReadDevices(IConfiguration configuration)
    {
        var options = configuration.GetSection("Andamento:Silo").Get<SiloDeviceOptions>() ?? new();
        return new SiloDeviceOptionsRanges().Validate(name: null, options).Failed
            ? new() // what is wrong is said at the start, with all other mistakes
            : options;
    }

    // How many silos there are decides what is registered, so it is needed before the container exists.
    private static int Read(IConfiguration configuration)
    {
        var options = configuration.GetSection("Andamento").Get<AndamentoOptions>() ?? new();
        var result = new AndamentoOptionsRanges().Validate(name: null, options);
        return result.Failed
            ? throw new OptionsValidationException("Andamento", typeof(AndamentoOptions), result.Failures)
            : options.Silos;
    }

    private static void AddOptions(IServiceCollection services)
    {
        services.AddOptions<AndamentoOptions>().BindConfiguration("Andamento").ValidateOnStart();
        services.AddSingleton<IValidateOptions<AndamentoOptions>, AndamentoOptionsRanges>();
        services.AddOptions<ModelFolderOptions>().BindConfiguration("Andamento:Models").ValidateOnStart();
        services.AddSingleton<IValidateOptions<ModelFolderOptions>, ModelFolderOptionsRanges>();
        services.AddSingleton<IValidateOptions<ModelFolderOptions>, ModelFolderOptionsRules>();
        services.AddOptions<SiloDeviceOptions>().BindConfiguration("Andamento:Silo").ValidateOnStart();
        services.AddSingleton<IValidateOptions<SiloDeviceOptions>, SiloDeviceOptionsRanges>();
        services.AddOptions<ProviderOptions>().BindConfiguration("Providers").ValidateDataAnnotations().ValidateOnStart();
    }

    private static void AddShared(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(parts => DataFolder.Open(parts.GetRequiredService<IOptions<AndamentoOptions>>().Value.Data));
        services.AddSingleton<ISecretProtector>(
            parts => new DataProtectionSecretProtector(parts.GetRequiredService<DataFolder>().Keys));
        services.AddSingleton(parts => new RegistryFolder(parts.GetRequiredService<DataFolder>().Registry));
        services.AddSingleton<IModelStore>(parts => new FolderModelStore(
            [parts.GetRequiredService<DataFolder>().Models, .. parts.GetRequiredService<IOptions<ModelFolderOptions>>().Value.Folders],
            parts.GetRequiredService<RegistryFolder>()));
        services.AddSingleton<IModelIntake>(parts => new FolderModelIntake(
            parts.GetRequiredService<RegistryFolder>(), parts.GetRequiredService<IOptions<ModelFolderOptions>>().Value));
        services.TryAddSingleton<IModelLoader, OnnxModelLoader>();
        services.AddSingleton(parts => new ProviderClient(
            parts.GetRequiredService<IOptions<ProviderOptions>>().Value, parts.GetRequiredService<TimeProvider>()));
        services.AddTables();
        services.AddSingleton(Share);
    }

    private static SharedParts Share(IServiceProvider parts)
    {
        var state = parts.GetRequiredService<DataFolder>().State;
        var log = parts.GetRequiredService<ILogger<FileGrainStorage>>();
        return new(
            new FileGrainStorage(state, durable: true, log),
            new FileGrainStorage(state, durable: false, log),
            parts.GetRequiredService<ISecretProtector>(),
            parts.GetRequiredService<IModelStore>(),
            parts.GetRequiredService<IModelIntake>(),
            parts.GetRequiredService<IModelLoader>(),
            parts.GetRequiredService<IReplicaDevices>(),
            parts.GetRequiredService<ProviderClient>(),
            parts.GetRequiredService<ITableSink>());
    }
}
