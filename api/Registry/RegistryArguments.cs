using System.Text.Json;
using Andamento.Api.Control.Reading;
using Microsoft.AspNetCore.Http.Features;

namespace Andamento.Api.Registry;

/// <summary>
/// The arguments of one call: its JSON body, or its query string where it has none. Some clients send the one and some the other
/// for the same operation, whatever the method.
/// </summary>
internal sealed class RegistryArguments : IDisposable
{
    private readonly IDisposable _owner;

    private RegistryArguments(IDisposable owner, JsonField root) => (_owner, Root) = (owner, root);

    /// <summary>All of them. Valid until this is disposed.</summary>
    public JsonField Root { get; }

    /// <summary>Reads them.</summary>
    public static async ValueTask<RegistryArguments> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength != 0 && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            var body = await ControlBody.ReadAsync(context);
            return new(body, body.Root);
        }

        var query = ControlBody.Parse(ToJson(context.Request.Query));
        return new(query, new(query.RootElement, ""));
    }

    /// <inheritdoc/>
    public void Dispose() => _owner.Dispose();

    // A list may come as a name that is repeated; a name that is not repeated may be a list of one.
    private static byte[] ToJson(IQueryCollection query)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, values) in query)
            {
                if (name is not ("stages" or "order_by"))
                {
                    json.WriteString(name, values[^1]);
                    continue;
                }

                json.WriteStartArray(name);
                foreach (var value in values) json.WriteStringValue(value);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
