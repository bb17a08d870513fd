using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Andamento.Tests.TestKit.Upstream;

/// <summary>A bare web server on a free port of this machine.</summary>
internal static class WireHost
{
    public static WebApplication Create()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null; // tests read slowly on purpose
        });
        builder.Logging.ClearProviders();
        return builder.Build();
    }
}
