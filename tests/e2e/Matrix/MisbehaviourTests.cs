using System.Text;
using System.Text.Json;
using Andamento.Providers;
using Andamento.Tests.EndToEnd.Matrix.Vendors;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix;

/// <summary>
/// Whatever goes wrong at a provider, the caller gets the same status and codes (providers contract, 6.2 and 6.4), and never
/// a key.
/// </summary>
[Collection(MatrixTests.Name)]
public sealed class MisbehaviourTests(MatrixServer matrix)
{
    public static TheoryData<string> Vendors => [.. MatrixServer.AllVendors.Select(vendor => vendor.Name)];

    public static TheoryData<string> Streaming => [.. MatrixServer.AllVendors.Select(vendor => vendor.Name).Where(name => name is not "palm")]; // it has no streams

    public static TheoryData<string, int, int, string, string> Statuses
    {
        get
        {
            var data = new TheoryData<string, int, int, string, string>();
            foreach (var vendor in MatrixServer.AllVendors)
            {
                data.Add(vendor.Name, 429, 429, "RESOURCE_EXHAUSTED", "rate_limit_exceeded");
                data.Add(vendor.Name, 500, 502, "INTERNAL_ERROR", "upstream_error");
                data.Add(vendor.Name, 503, 503, "TEMPORARILY_UNAVAILABLE", "upstream_unavailable");
                data.Add(vendor.Name, vendor.StrangerStatus, 403, "PERMISSION_DENIED", "upstream_authentication_error");
                data.Add(vendor.Name, 404, 404, "NOT_FOUND", "model_not_found");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task A_status_means_the_same_whoever_sends_it(string vendor, int upstream, int status, string errorCode, string code)
    {
        foreach (var stream in new[] { false, true })
        {
            var (service, endpoint) = await ReadyAsync(vendor, stream);
            service.Double.Reply(service.Failure(upstream, Talkative(service), upstream is 429 ? "30" : null));

            using var answer = await matrix.Server.Client.QueryAsync(endpoint, Asking.Body(ProviderTask.Chat, stream));

            var error = await AssertAsync(service, answer, status, errorCode, code);
            Assert.Equal(upstream, error.GetProperty("upstream_status").GetInt32());
            if (upstream is 429) Assert.Equal("30", answer.Headers.RetryAfter?.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task Credentials_that_a_service_does_not_know_open_nothing(string vendor)
    {
        var (service, usual) = (matrix.Vendors[vendor], Cells.OfVendor(vendor, stream: false));
        var cell = usual with { Row = $"{usual.Row}-stranger", Settings = [.. usual.Settings, .. WrongSecrets(service)] };
        var endpoint = await matrix.EndpointAsync(cell);
        var asked = service.Double.Requests.Count;

        using var answer = await matrix.Server.Client.QueryAsync(endpoint, Asking.Body(ProviderTask.Chat, stream: false));

        await AssertAsync(service, answer, 403, "PERMISSION_DENIED", "upstream_authentication_error");
        Assert.Equal(asked, service.Double.Requests.Count); // those that were let in
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task What_is_no_JSON_is_no_answer(string vendor)
    {
        var (service, endpoint) = await ReadyAsync(vendor, stream: false);
        service.Double.Reply(Replies.Json(200, """{"id":"half""" + Talkative(service)));

        using var answer = await matrix.Server.Client.QueryAsync(endpoint, Asking.Body(ProviderTask.Chat, stream: false));

        await AssertAsync(service, answer, 502, "INTERNAL_ERROR", "invalid_upstream_response");
    }

    [Theory]
    [MemberData(nameof(Streaming))]
    public async Task A_stream_that_is_cut_ends_with_an_error_and_abnormally(string vendor)
    {
        var (service, endpoint) = await ReadyAsync(vendor, stream: true);
        var firstWords = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var recording = Cells.OfVendor(vendor, stream: true).Recording;
        service.Double.Reply(recording is null
            ? Recorded.SpokenCut("Hello from far away.", firstWords.Task)
            : Recorded.Read(service.Recordings, recording).Cut(firstWords.Task));

        await AssertBrokenAsync(service, endpoint, firstWords, "upstream_error");
    }

    [Theory]
    [InlineData("openai", "fails-in-stream")]
    [InlineData("azure", "fails-in-stream")]
    [InlineData("azuread", "fails-in-stream")]
    [InlineData("anthropic", "failed-in-stream")]
    [InlineData("cohere", "failed-in-stream")]
    [InlineData("amazon-bedrock", "fails-in-stream")]
    [InlineData("google-cloud-vertex-ai", "fails-in-stream", "upstream_unavailable")]
    [InlineData("databricks-model-serving", "failed-in-stream")]
    [InlineData("custom", "failed-in-stream")]
    public async Task An_error_inside_a_stream_ends_it_abnormally(string vendor, string recording, string code = "upstream_error")
    {
        var (service, endpoint) = await ReadyAsync(vendor, stream: true);
        var firstWords = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        service.Double.Reply(Recorded.Read(service.Recordings, recording).Reply(firstWords.Task));

        await AssertBrokenAsync(service, endpoint, firstWords, code);
    }

    [Fact]
    public async Task A_token_is_bought_once_and_again_when_it_is_refused()
    {
        var (service, endpoint) = await ReadyAsync("azuread", stream: false);
        service.Double.Reply(Replies.Chat("Hello."));
        var entra = (EntraVendor)service;
        await Asking.ChatAsync(matrix.Server, endpoint);
        var (sold, asked) = (entra.Sold, entra.Double.Requests.Count);

        await Asking.ChatAsync(matrix.Server, endpoint);
        Assert.Equal((sold, asked + 1), (entra.Sold, entra.Double.Requests.Count));

        entra.Double.ReplyOnce(entra.Failure(401, "The token has been revoked."));
        await Asking.ChatAsync(matrix.Server, endpoint);
        Assert.Equal((sold + 1, asked + 3), (entra.Sold, entra.Double.Requests.Count));
    }

    // The id of a key stays: it is the proof of holding it that is wrong.
    private static IEnumerable<(string, string?)> WrongSecrets(Vendor service)
    {
        var secrets = ProviderCatalog.Find(Recorded.Settings(service.Recordings, null)["provider"])!.Descriptor.Settings
            .Where(setting => setting.Secret && setting.Name is not "aws_access_key_id");
        using var others = new GoogleTokens();
        foreach (var name in secrets.Select(setting => setting.Name).Where(name => service.Settings().GetValueOrDefault(name) is not null))
            yield return (name, name is "private_key" ? others.KeyFile : "a-secret-of-nobody");
    }

    private async Task<(Vendor Service, string Endpoint)> ReadyAsync(string vendor, bool stream) =>
        (matrix.Vendors[vendor], await matrix.EndpointAsync(Cells.OfVendor(vendor, stream)));

    // Some services repeat the key that they refuse.
    private static string Talkative(Vendor service) => $"Not today, {string.Join(' ', service.Secrets)}";

    private async Task AssertBrokenAsync(Vendor service, string endpoint, TaskCompletionSource firstWords, string code)
    {
        using var answer = await Asking.OpenAsync(matrix.Server, endpoint, ProviderTask.Chat);
        Assert.Equal(200, (int)answer.StatusCode);
        var read = new MemoryStream();
        var reading = CopyAsync(await answer.Content.ReadAsStreamAsync(), read, firstWords);

        await Assert.ThrowsAnyAsync<IOException>(() => reading.ForAsync("the end of the broken stream"));
        var text = Encoding.UTF8.GetString(read.ToArray());
        var last = text.Split("data: ", StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.Equal(code, JsonSerializer.Deserialize<JsonElement>(last).GetProperty("error").GetProperty("code").GetString());
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"finish_reason\":\"", text, StringComparison.Ordinal);
        Assert.All(service.Secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    private static async Task CopyAsync(Stream from, MemoryStream to, TaskCompletionSource firstBytes)
    {
        var buffer = new byte[4096];
        while (await from.ReadAsync(buffer) is var count and > 0)
        {
            to.Write(buffer, 0, count);
            firstBytes.TrySetResult();
        }
    }

    private static async Task<JsonElement> AssertAsync(
        Vendor service, HttpResponseMessage answer, int status, string errorCode, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.All(service.Secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        var body = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal(
            (status, errorCode, code),
            ((int)answer.StatusCode, body.GetProperty("error_code").GetString(), body.GetProperty("error").GetProperty("code").GetString()));
        return body.GetProperty("error");
    }
}
