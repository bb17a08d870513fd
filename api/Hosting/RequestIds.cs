namespace Andamento.Api.Hosting;

/// <summary>The id of a request: always ours, one per request, in <see cref="HttpContext.TraceIdentifier"/> and in every answer.</summary>
internal static class RequestIds
{
    /// <summary>The header that carries it.</summary>
    public const string Header = "X-Request-Id";

    /// <summary>Gives each request its id. A client's own <c>X-Request-Id</c> is not looked at.</summary>
    public static void UseRequestIds(this IApplicationBuilder app) => app.Use(next => context =>
    {
        context.TraceIdentifier = NewId();
        context.SendRequestId();
        return next(context);
    });

    // A version 4 UUID that nobody needs to be unable to guess, so without the system call that secret ones cost.
    private static string NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.Shared.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>Sets the header, again after the response was cleared.</summary>
    public static void SendRequestId(this HttpContext context) => context.Response.Headers[Header] = context.TraceIdentifier;
}
