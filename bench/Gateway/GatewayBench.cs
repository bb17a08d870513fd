using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Andamento.Bench.Gateway;

/// <summary>
/// The front door against a plain relay, in one run: same machine, same upstream, same client, taking turns. Only the
/// ratios mean something.
/// </summary>
internal static class GatewayBench
{
    private const string Chat = """{"model":"bench","messages":[{"role":"system","content":"Answer briefly."},{"role":"user","content":"Tell me about the fox and the dog, and what the dog thought of it."}],"max_tokens":200,"temperature":0.4}""";
    private const string Streamed = """{"model":"bench","messages":[{"role":"user","content":"Tell me about the fox and the dog."}],"max_tokens":200,"stream":true}""";
    private const string Paced = "{" + Upstream.Paced + "," + "\"model\":\"bench\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me about the fox and the dog.\"}],\"max_tokens\":200,\"stream\":true}";

    private const string Query = "/serving-endpoints/chat/completions";
    private const int WarmUpSeconds = 20;

    public static async Task<int> RunAsync(string[] options)
    {
        var seconds = options is ["--seconds", var text] ? int.Parse(text) : 5;
        using var upstream = await Child.StartSelfAsync("upstream");
        using var relay = await Child.StartSelfAsync("relay", upstream.Url.OriginalString);
        using var door = await Child.StartServerAsync();
        await CreateEndpointAsync(door, upstream.Url);

        // What runs at first is not yet compiled well, on either side.
        foreach (var body in new[] { Chat, Streamed })
        {
            await MeasureAsync(relay, body, 64, WarmUpSeconds);
            await MeasureAsync(door, body, 64, WarmUpSeconds);
        }

        Console.WriteLine($"Each line: {seconds} s per side and round, 3 rounds in turns, the best round of each side.");
        Console.WriteLine($"{"",-34}{"relay",14}{"front door",14}{"ratio",9}");
        await CompareAsync("whole answers, 64 connections", Chat, 64);
        await CompareAsync("whole answers, 1 connection", Chat, 1);
        await CompareAsync("streams of 35 events, 64", Streamed, 64);
        await CompareAsync("streams of 35 events, 1", Streamed, 1);
        await CompareAsync("streams, 1 ms between events, 256", Paced, 256);
        return 0;

        async Task CompareAsync(string title, string body, int connections)
        {
            LoadResult plain = default, ours = default;
            for (var round = 0; round < 3; round++)
            {
                plain = Better(plain, await MeasureAsync(relay, body, connections, seconds));
                ours = Better(ours, await MeasureAsync(door, body, connections, seconds));
            }

            Console.WriteLine($"{title,-34}{plain.PerSecond,12:N0}/s{ours.PerSecond,12:N0}/s{ours.PerSecond / plain.PerSecond,9:F2}");
            Console.WriteLine($"{"  median",-34}{Micros(plain.Median),12:N0}µs{Micros(ours.Median),12:N0}µs{Micros(ours.Median) - Micros(plain.Median),+9:N0}µs");
            Console.WriteLine($"{"  processor time of the server",-34}{Micros(plain.Processor),12:N0}µs{Micros(ours.Processor),12:N0}µs{Micros(ours.Processor) - Micros(plain.Processor),+9:N0}µs");
            Console.WriteLine($"{"  99th percentile",-34}{Micros(plain.P99),12:N0}µs{Micros(ours.P99),12:N0}µs");
        }
    }

    /// <summary>One side alone under one kind of load, for a profiler to look at.</summary>
    /// <param name="kind"><c>whole</c>, <c>streams</c> and <c>paced</c> are queries; <c>get</c> reads the endpoint of the control plane.</param>
    /// <param name="seconds">How long, after a warm-up.</param>
    /// <param name="relay">The plain relay instead of the front door.</param>
    public static async Task<int> LoadAsync(string kind, int seconds, bool relay)
    {
        using var upstream = await Child.StartSelfAsync("upstream");
        using var door = relay
            ? await Child.StartSelfAsync("relay", upstream.Url.OriginalString)
            : await Child.StartServerAsync();
        if (!relay) await CreateEndpointAsync(door, upstream.Url);
        var client = kind is "get"
            ? new LoadClient(door.Url, "/api/2.0/serving-endpoints/bench", door.Token)
            : new LoadClient(door.Url, Query, door.Token, kind is "streams" ? Streamed : kind is "paced" ? Paced : Chat);
        var connections = kind is "paced" ? 256 : 64;
        await client.RunAsync(connections, TimeSpan.FromSeconds(WarmUpSeconds));
        var result = await MeasureAsync(door, client, connections, seconds);
        Console.WriteLine($"{result.PerSecond:N0}/s, {Micros(result.Processor):N0} µs of the server's processors each");
        return 0;
    }

    private static double Micros(TimeSpan time) => time.TotalMicroseconds;

    private static LoadResult Better(LoadResult a, LoadResult b) => a.PerSecond >= b.PerSecond ? a : b;

    private static Task<LoadResult> MeasureAsync(Child server, string body, int connections, int seconds) =>
        MeasureAsync(server, new LoadClient(server.Url, Query, server.Token, body), connections, seconds);

    private static async Task<LoadResult> MeasureAsync(Child server, LoadClient client, int connections, int seconds)
    {
        await client.RunAsync(connections, TimeSpan.FromSeconds(1));
        var before = server.ProcessorTime;
        var result = await client.RunAsync(connections, TimeSpan.FromSeconds(seconds));
        return result with { Processor = (server.ProcessorTime - before) / (result.PerSecond * seconds) };
    }

    /// <summary>Creates an endpoint of one external model.</summary>
    public static async Task CreateEndpointAsync(Child door, Uri upstream, string name = "bench")
    {
        using var handler = new SocketsHttpHandler();
        using var client = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(door.Url, "/api/2.0/serving-endpoints"))
        {
            Content = JsonContent.Create(new
            {
                name,
                config = new
                {
                    served_entities = new[]
                    {
                        new
                        {
                            name = "upstream",
                            external_model = new
                            {
                                name = "gpt-4o",
                                provider = "openai",
                                task = "llm/v1/chat",
                                openai_config = new { openai_api_key_plaintext = "sk-bench", openai_api_base = upstream + "v1" },
                            },
                        },
                    },
                },
            }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", door.Token);
        using var answer = await client.SendAsync(request, CancellationToken.None);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }
}
