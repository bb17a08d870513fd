using System.Diagnostics;
using System.Net.Http.Headers;

namespace Andamento.Bench.Gateway;

/// <summary>How long the list of very many endpoints takes, and what one more endpoint costs then.</summary>
internal static class ListBench
{
    private const int Writers = 16;

    public static async Task<int> RunAsync(int count)
    {
        using var door = await Child.StartServerAsync();
        var upstream = new Uri("http://127.0.0.1:9/");
        var made = Stopwatch.StartNew();
        await Parallel.ForAsync(
            0, count, new ParallelOptions { MaxDegreeOfParallelism = Writers },
            async (number, _) => await GatewayBench.CreateEndpointAsync(door, upstream, $"bench-{number}"));
        Console.WriteLine($"{count:N0} endpoints made in {made.Elapsed.TotalSeconds:N1} s by {Writers} writers");

        for (var round = 0; round < 5; round++)
        {
            var listing = Stopwatch.StartNew();
            var bytes = await ListAsync(door);
            Console.WriteLine($"list of {bytes / 1024.0 / 1024:N1} MiB in {listing.ElapsedMilliseconds} ms");
        }

        return 0;
    }

    private static async Task<int> ListAsync(Child door)
    {
        using var handler = new SocketsHttpHandler();
        using var client = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(door.Url, "/api/2.0/serving-endpoints"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", door.Token);
        using var answer = await client.SendAsync(request, CancellationToken.None);
        return (await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync()).Length;
    }
}
