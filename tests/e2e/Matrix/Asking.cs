using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Andamento.Providers;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace Andamento.Tests.EndToEnd.Matrix;

/// <summary>What a caller got: the answer, or the events of one, and who gave it.</summary>
internal sealed record Got(JsonElement[] Answer, string? ServedModelName);

/// <summary>Asks endpoints as their users do: with the official client where it has the words.</summary>
internal static class Asking
{
    /// <summary>Texts to embed, as many as there are vectors.</summary>
    public static string[] Texts(int count) => [.. Enumerable.Range(0, count).Select(index => new string('a', index + 1))];

    /// <summary>A body for a task.</summary>
    public static Dictionary<string, object> Body(ProviderTask task, bool stream)
    {
        Dictionary<string, object> body = task switch
        {
            ProviderTask.Chat => new() { ["messages"] = new[] { new { role = "user", content = "hello" } } },
            ProviderTask.Completions => new() { ["prompt"] = "hello" },
            _ => new() { ["input"] = "hello" },
        };
        if (stream) body["stream"] = true;
        if (stream && task is not ProviderTask.Embeddings) body["stream_options"] = new { include_usage = true };
        return body;
    }

    /// <summary>A whole chat, read by the official client.</summary>
    public static async Task<Got> ChatAsync(Server server, string endpoint)
    {
        ClientResult<ChatCompletion> result = await server.OpenAI().GetChatClient(endpoint).CompleteChatAsync("hello");

        var got = Of(result);
        Assert.Equal(Recorded.Text(got.Answer), string.Concat(result.Value.Content.Select(part => part.Text)));
        Assert.Equal(endpoint, result.Value.Model);
        return got;
    }

    /// <summary>Vectors, read by the official client.</summary>
    public static async Task<Got> EmbedAsync(Server server, string endpoint, int texts)
    {
        ClientResult<OpenAIEmbeddingCollection> result =
            await server.OpenAI().GetEmbeddingClient(endpoint).GenerateEmbeddingsAsync(Texts(texts));

        Assert.Equal(Enumerable.Range(0, texts), result.Value.Select(vector => vector.Index));
        Assert.Equal(Recorded.Vectors(Of(result).Answer[0]), result.Value.Select(vector => vector.ToFloats().ToArray()));
        return Of(result);
    }

    /// <summary>A whole completion: this client has no words for it any more.</summary>
    public static async Task<Got> CompleteAsync(Server server, string endpoint)
    {
        using var answer = await server.Client.QueryAsync(endpoint, Body(ProviderTask.Completions, stream: false));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode is HttpStatusCode.OK, text);
        return new([JsonSerializer.Deserialize<JsonElement>(text)], ServedModelName(answer));
    }

    /// <summary>A stream to its end, which must be <c>[DONE]</c>. The official client reads each event of a chat.</summary>
    /// <param name="server">Who is asked.</param>
    /// <param name="endpoint">For which endpoint.</param>
    /// <param name="task">For what.</param>
    /// <param name="firstWords">Called when the first words are here.</param>
    public static async Task<Got> StreamAsync(Server server, string endpoint, ProviderTask task, Action firstWords)
    {
        using var answer = await OpenAsync(server, endpoint, task);
        Assert.True(answer.StatusCode is HttpStatusCode.OK, await FailureAsync(answer));
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);

        List<JsonElement> events = [];
        var done = false;
        await using var stream = await answer.Content.ReadAsStreamAsync();
        await using var reading = SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator();
        while (await reading.MoveNextAsync().AsTask().ForAsync("the next event of the stream"))
        {
            Assert.False(done, "There is something behind [DONE].");
            done = reading.Current.Data is "[DONE]";
            if (done) continue;

            var before = Recorded.Text(events).Length;
            events.Add(JsonSerializer.Deserialize<JsonElement>(reading.Current.Data));
            if (task is ProviderTask.Chat)
                Assert.NotNull(ModelReaderWriter.Read<StreamingChatCompletionUpdate>(BinaryData.FromString(reading.Current.Data)));
            if (before == 0 && Recorded.Text(events).Length > 0) firstWords();
        }

        Assert.True(done, "The stream ended without [DONE].");
        return new([.. events], ServedModelName(answer));
    }

    /// <summary>Asks for a stream, and waits for the head of the answer.</summary>
    public static async Task<HttpResponseMessage> OpenAsync(Server server, string endpoint, ProviderTask task)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/serving-endpoints/{endpoint}/invocations")
        {
            Content = JsonContent.Create(Body(task, stream: true)),
        };
        return await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<string> FailureAsync(HttpResponseMessage answer) =>
        answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync();

    private static Got Of(ClientResult result)
    {
        var response = result.GetRawResponse();
        response.Headers.TryGetValue("Served-Model-Name", out var served);
        return new([JsonSerializer.Deserialize<JsonElement>(response.Content.ToMemory().Span)], served);
    }

    private static string? ServedModelName(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Served-Model-Name", out var names) ? names.Single() : null;
}
