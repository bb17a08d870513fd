using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Andamento.Providers;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix;

/// <summary>Every cell of the support matrix is answered, or honestly refused, over HTTP.</summary>
[Collection(MatrixTests.Name)]
public sealed class CellTests(MatrixServer matrix)
{
    private const string Words = "Hello from far away.";

    public static TheoryData<string> Whole => Names(cell => IsAnswered(cell) && !cell.Stream);

    public static TheoryData<string> Streamed => Names(cell => IsAnswered(cell) && cell.Stream);

    public static TheoryData<string> RefusedAtCreate => Names(cell => cell.Answer is Cell.RefusedAtCreate);

    public static TheoryData<string> RefusedAtQuery => Names(cell => cell.Answer is Cell.RefusedAtQuery);

    public static TheoryData<string> Vendors => [.. MatrixServer.AllVendors.Where(vendor => vendor.RefusesUnknownMembers).Select(vendor => vendor.Name)];

    [Fact]
    public void Every_provider_has_a_cell_for_every_task_whole_and_streamed()
    {
        var cells = Cells.All
            .Select(cell => (Recorded.Settings(matrix.Vendors[cell.Vendor].Recordings, cell.Configuration)["provider"], cell.Task, cell.Stream))
            .ToHashSet();

        Assert.All(
            from provider in ProviderCatalog.All
            from task in Enum.GetValues<ProviderTask>()
            from stream in new[] { false, true }
            select (provider.Descriptor.Name, task, stream),
            cell => Assert.Contains(cell, cells));
        Assert.All(
            Cells.All,
            cell => Assert.Equal(cell.Answer is not Cell.RefusedAtCreate, Descriptor(cell).Tasks.Contains(cell.Task)));
        Assert.Equal(matrix.Vendors.Keys.Order(), Cells.All.Select(cell => cell.Vendor).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public async Task A_whole_answer_comes_as_the_provider_gave_it(string name)
    {
        var cell = Cells.Find(name);
        var expected = Script(cell, Task.CompletedTask);
        var endpoint = await matrix.EndpointAsync(cell);

        var got = await (cell.Task switch
        {
            ProviderTask.Chat => Asking.ChatAsync(matrix.Server, endpoint),
            ProviderTask.Completions => Asking.CompleteAsync(matrix.Server, endpoint),
            _ => Asking.EmbedAsync(matrix.Server, endpoint, expected is null ? 2 : Recorded.Vectors(expected.Answer.First(IsList)).Length),
        });

        AssertSame(cell, endpoint, expected, got);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task A_streamed_answer_comes_while_the_provider_writes_it(string name)
    {
        var cell = Cells.Find(name);
        var firstWords = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var expected = Script(cell, firstWords.Task);
        var upstream = matrix.Vendors[cell.Vendor].Double;
        var early = false;

        var got = await Asking.StreamAsync(matrix.Server, await matrix.EndpointAsync(cell), cell.Task, () =>
        {
            early = !upstream.Requests[^1].IsAnswered;
            firstWords.SetResult();
        });

        AssertSame(cell, MatrixServer.NameOf(cell), expected, got);
        Assert.True(early || expected is { IsStream: false }, "The first words came only when the provider had written its last.");
    }

    [Theory]
    [MemberData(nameof(RefusedAtCreate))]
    public async Task What_a_provider_never_does_is_refused_when_the_endpoint_is_made(string name)
    {
        var cell = Cells.Find(name);

        using var answer = await matrix.CreateAsync(cell);

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_PARAMETER_VALUE"), (answer.StatusCode, body.GetProperty("error_code").GetString()));
        Assert.Contains("external_model.task", body.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("llm/v1/chat", body.GetProperty("message").GetString(), StringComparison.Ordinal); // what it does
        using var made = await matrix.Server.Client.GetAsync($"/api/2.0/serving-endpoints/{MatrixServer.NameOf(cell)}");
        Assert.Equal(HttpStatusCode.NotFound, made.StatusCode);
    }

    [Theory]
    [MemberData(nameof(RefusedAtQuery))]
    public async Task What_a_model_does_not_do_is_refused_before_the_provider_is_asked(string name)
    {
        var cell = Cells.Find(name);
        var endpoint = await matrix.EndpointAsync(cell);
        var asked = matrix.Vendors[cell.Vendor].Double.Requests.Count;

        using var answer = await matrix.Server.Client.QueryAsync(endpoint, Asking.Body(cell.Task, cell.Stream));

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.BadRequest, "BAD_REQUEST"), (answer.StatusCode, body.GetProperty("error_code").GetString()));
        Assert.Contains(body.GetProperty("error").GetProperty("code").GetString(), new[] { "task_not_supported", "unsupported_parameter" });
        Assert.Equal(asked, matrix.Vendors[cell.Vendor].Double.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_member_that_nobody_knows_reaches_the_provider_whose_refusal_comes_back(string vendor)
    {
        var endpoint = await matrix.EndpointAsync(Cells.OfVendor(vendor, stream: false));
        var query = Asking.Body(ProviderTask.Chat, stream: false);
        query["x_nobody"] = 1;

        using var answer = await matrix.Server.Client.QueryAsync(endpoint, query);

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.BadRequest, "BAD_REQUEST"), (answer.StatusCode, body.GetProperty("error_code").GetString()));
        Assert.Contains("x_nobody", body.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static void AssertSame(Cell cell, string endpoint, Recorded? expected, Got got)
    {
        Assert.Equal("entity", got.ServedModelName);
        Assert.All(got.Answer, part => Assert.Equal(endpoint, part.GetProperty("model").GetString()));
        var usage = Assert.NotNull(Recorded.Usage(got.Answer));
        if (cell.Task is ProviderTask.Embeddings)
        {
            if (expected?.Answer.First(IsList) is not { } list) return;

            Assert.Equal(Recorded.Vectors(list), Recorded.Vectors(got.Answer[0]));
            Assert.Equal(Recorded.Usage([list]), usage);
            return;
        }

        Assert.Equal(
            expected is null ? (Words, "stop") : (Recorded.Text(expected.Answer), Recorded.Finish(expected.Answer)),
            (Recorded.Text(got.Answer), Recorded.Finish(got.Answer)));
        if (expected is null) Assert.True(usage is { Prompt: > 0, Completion: > 0 }, $"{usage}");
        else Assert.Equal(Recorded.Usage(expected.Answer) ?? (0, 0), usage);
    }

    // What the vendor will answer; null when it is free to say our words.
    private Recorded? Script(Cell cell, Task beforeTheEnd)
    {
        var vendor = matrix.Vendors[cell.Vendor];
        var recorded = cell.Recording is { } name ? Recorded.Read(vendor.Recordings, name) : null;
        vendor.Double.Reply(
            recorded is not null ? recorded.Reply(beforeTheEnd) : cell.Stream ? Recorded.Spoken(Words, beforeTheEnd) : Replies.Chat(Words));
        return recorded;
    }

    private ProviderDescriptor Descriptor(Cell cell) => ProviderCatalog.Find(
        Recorded.Settings(matrix.Vendors[cell.Vendor].Recordings, cell.Configuration)["provider"])!.Descriptor;

    private static bool IsList(JsonElement line) => line.TryGetProperty("data", out _);

    private static bool IsAnswered(Cell cell) => cell.Answer is not (Cell.RefusedAtCreate or Cell.RefusedAtQuery);

    private static TheoryData<string> Names(Func<Cell, bool> condition) => [.. Cells.All.Where(condition).Select(cell => cell.ToString())];
}
