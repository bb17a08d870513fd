using System.Text;
using System.Text.Json.Nodes;
using Andamento.Inference;
using Andamento.Inference.ChatTemplates;
using Andamento.Inference.Constraints;
using Andamento.Inference.Generation;
using Andamento.Inference.LanguageModels;
using Andamento.Tests.Unit.Inference.Constraints;

namespace Andamento.Tests.Unit.Inference.LanguageModels;

/// <summary>A language model that writes what the test says.</summary>
internal sealed class ScriptedModel : IChatTemplate, IAsyncDisposable
{
    private readonly LanguageModel _model;

    private ScriptedModel(bool chat, Func<GenerationRequest, int, IReadOnlyList<int>> script, string? defaultSystemPrompt, int together, int contextLength)
    {
        Generator = new(Tokenizer, script) { ContextLength = contextLength };
        var grammars = new JsonGrammars(new VocabularyTree(Tokenizer, [Tokenizer.End]));
        IPlanner planner = chat
            ? new ChatPlanner(Tokenizer, this, grammars, contextLength, defaultSystemPrompt, TimeProvider.System)
            : new CompletionPlanner(Tokenizer, contextLength);
        _model = new(Generator, Tokenizer, planner, together, TimeProvider.System);
    }

    public static ToyTokenizer Tokenizer { get; } = new(
        ["Hel", "lo", " world", "STOP", "ST", "OP!", "é", "<tool_call>", "</tool_call>", "{\"", "\":"], "<end>", "[TOOL_CALLS]");

    public ScriptedGenerator Generator { get; }

    /// <summary>What the template saw last.</summary>
    public ChatTemplateInput? Seen { get; private set; }

    public static ScriptedModel Chat(
        Func<GenerationRequest, int, IReadOnlyList<int>> script, string? defaultSystemPrompt = null, int together = 4, int contextLength = 1_000) =>
        new(chat: true, script, defaultSystemPrompt, together, contextLength);

    public static ScriptedModel Chat(string answer) => Chat((_, _) => Tokenizer.Encode(answer, withMarks: false));

    public static ScriptedModel Completions(string answer, int together = 4) =>
        new(chat: false, (_, i) => Tokenizer.Encode(answer.Replace("#", $"{i}", StringComparison.Ordinal), withMarks: false), null, together, 1_000);

    public string Render(ChatTemplateInput input)
    {
        Seen = input;
        return string.Concat(input.Messages.EnumerateArray().Select(message => $"{message.GetProperty("role")}:{message.GetProperty("content")}\n"));
    }

    public ValueTask DisposeAsync() => _model.DisposeAsync();

    public async Task<JsonNode> AskAsync(string body) => JsonNode.Parse((await RunAsync(body)).Json.Span)!;

    public ValueTask<ModelAnswer> RunAsync(string body) => _model.RunAsync(Request(body), CancellationToken.None);

    public IAsyncEnumerable<ModelEvent> StreamAsync(string body, CancellationToken cancellationToken) => _model.StreamAsync(Request(body), cancellationToken);

    public async Task<List<JsonNode>> ChunksAsync(string body)
    {
        var chunks = new List<JsonNode>();
        await foreach (var one in StreamAsync(body, CancellationToken.None))
        {
            if (!one.Json.IsEmpty) chunks.Add(JsonNode.Parse(one.Json.Span)!);
        }

        return chunks;
    }

    public async Task<ModelException> RefusalAsync(string body)
    {
        var refused = await Assert.ThrowsAsync<ModelException>(() => RunAsync(body).AsTask());
        var inStream = await Assert.ThrowsAsync<ModelException>(() => ChunksAsync(body));
        Assert.Equal((refused.Message, refused.Param, refused.Code), (inStream.Message, inStream.Param, inStream.Code));
        Assert.Equal(ModelFailure.BadInput, refused.Failure);
        return refused;
    }

    /// <summary>A chat with one message of the user, and more members.</summary>
    public static string Hello(string more = "") => $$"""{"messages":[{"role":"user","content":"Hi"}]{{(more.Length > 0 ? "," : "")}}{{more}}}""";

    private static ModelRequest Request(string body) => new(Encoding.UTF8.GetBytes(body), "application/json", "my-endpoint");
}
