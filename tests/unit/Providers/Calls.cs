using System.Runtime.CompilerServices;
using System.Text;
using Andamento.Providers;
using Andamento.Providers.Http;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.Unit.Providers;

/// <summary>Calls to providers, as tests make them.</summary>
internal static class Calls
{
    public const string Hello = """{"messages":[{"role":"user","content":"Hi"}]}""";

    public static IProviderAdapter OpenAI { get; } = ProviderCatalog.Find("openai")!;

    public static TimeSpan Minute { get; } = TimeSpan.FromMinutes(1);

    public static ProviderOptions LocalOptions => new() { AllowLoopback = true };

    public static ProviderClient Client(TimeProvider? time = null, Action<ProviderOptions>? configure = null)
    {
        var options = LocalOptions;
        configure?.Invoke(options);
        return new(options, time ?? TimeProvider.System);
    }

    public static ProviderCall Chat(string body = Hello, bool stream = false) =>
        new(ProviderTask.Chat, Encoding.UTF8.GetBytes(body), stream);

    public static ProviderTarget Target(this WireDouble upstream) => Target(
        ("openai_api_base", upstream.BaseAddress), ("openai_api_key", upstream.ApiKey));

    public static ProviderTarget Target(params (string Name, string Value)[] settings) =>
        new("gpt-4o-mini", "my-endpoint", settings.ToDictionary(setting => setting.Name, setting => setting.Value));

    public static Task<ProviderAnswer> SendAsync(
        this ProviderClient client, WireDouble upstream, CancellationToken cancellationToken = default) =>
        client.SendAsync(OpenAI, Chat(), upstream.Target(), Minute, cancellationToken);

    public static IAsyncEnumerable<ProviderChunk> StreamAsync(
        this ProviderClient client, WireDouble upstream, CancellationToken cancellationToken = default) =>
        client.StreamAsync(OpenAI, Chat(stream: true), upstream.Target(), cancellationToken);

    public static async IAsyncEnumerable<ProviderChunk> StreamAsync(
        this ProviderClient client,
        IProviderAdapter adapter,
        ProviderCall call,
        ProviderTarget target,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var answer = await client.OpenStreamAsync(adapter, call, target, Minute, cancellationToken);
        do
        {
            while (answer.TryTake(out var chunk)) yield return chunk;
        }
        while (await answer.ReadAsync());
    }

    public static string Text(this ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public static Task<ProviderException> FailsAsync(Func<Task> act) => Assert.ThrowsAsync<ProviderException>(act);

    public static async Task<List<string>> ReadAsync(this IAsyncEnumerable<ProviderChunk> chunks)
    {
        var read = new List<string>();
        await foreach (var chunk in chunks)
        {
            if (!chunk.Json.IsEmpty) read.Add(chunk.Json.Text());
        }

        return read;
    }
}
