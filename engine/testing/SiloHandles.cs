using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;
using Orleans.Standin;

namespace Orleans.TestingHost;

/// <summary>One silo of a test cluster.</summary>
public abstract class SiloHandle : IDisposable, IAsyncDisposable
{
    public short InstanceNumber { get; set; }

    public string Name { get; set; } = "";

    public SiloAddress SiloAddress { get; set; } = SiloAddress.Zero;

    public SiloAddress GatewayAddress { get; set; } = SiloAddress.Zero;

    public abstract bool IsActive { get; }

    public abstract Task StopSiloAsync(bool stopGracefully);

    public abstract Task StopSiloAsync(CancellationToken ct);

    public abstract ValueTask DisposeAsync();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    public override string ToString() => $"{Name} {SiloAddress}";

    protected virtual void Dispose(bool disposing)
    {
    }
}

public class InProcessSiloHandle : SiloHandle
{
    private bool _isDisposed;

    public IHost SiloHost { get; init; } = default!;

    public IServiceProvider ServiceProvider => SiloHost.Services;

    public override bool IsActive => !_isDisposed && Life.IsActive;

    private SiloLife Life => field ??= SiloHost.Services.GetRequiredService<SiloLife>();

    public override async Task StopSiloAsync(bool stopGracefully)
    {
        if (stopGracefully)
        {
            await StopSiloAsync(CancellationToken.None);
            return;
        }

        await Life.Kill();
        await DisposeAsync();
    }

    public override async Task StopSiloAsync(CancellationToken ct)
    {
        await SiloHost.StopAsync(ct);
        await DisposeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        if (Life.IsActive)
        {
            await SiloHost.StopAsync();
        }

        _isDisposed = true;
        if (SiloHost is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    internal void Identify()
    {
        var details = SiloHost.Services.GetRequiredService<ILocalSiloDetails>();
        SiloAddress = details.SiloAddress;
        GatewayAddress = details.GatewayAddress;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }
}
