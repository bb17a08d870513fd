using Andamento.Inference.ChatTemplates;
using Andamento.Inference.Constraints;
using Andamento.Inference.LanguageModels.Requests;
using Andamento.Inference.LanguageModels.Tools;
using Andamento.Inference.Tokens;

namespace Andamento.Inference.LanguageModels;

/// <summary>Turns chat requests into sequences. Safe for concurrent use.</summary>
internal sealed class ChatPlanner(
    ITokenizer tokenizer, IChatTemplate template, JsonGrammars grammars, int contextLength, string? defaultSystemPrompt, TimeProvider time) : IPlanner
{
    private readonly Dictionary<int, string> _silentMarks = CallMarks.Silent(tokenizer);

    public AnswerPlan Plan(ReadOnlyMemory<byte> body)
    {
        var request = ChatRequest.Parse(body, tokenizer.Size, defaultSystemPrompt);
        var prompt = tokenizer.Encode(Render(request), withMarks: false);
        var maxTokens = PromptRoom.MaxTokens(prompt.Length, request.Settings.MaxTokens, usual: null, contextLength, "messages");
        var grammar = Grammar(request);
        var choices = Enumerable.Range(0, request.Settings.Count).Select(i => Choice(request, prompt, maxTokens, grammar, i));
        return new([.. choices], request.Settings.Count, AnswerFormat.Chat, request.Settings.IncludeUsage);
    }

    private string Render(ChatRequest request) => template.Render(new()
    {
        Messages = request.Messages,
        Tools = request.Tools.Tools,
        Now = time.GetUtcNow(),
    });

    private JsonGrammar? Grammar(ChatRequest request)
    {
        if (request.Tools.MustCall) return grammars.Call(request.Tools.Functions);
        if (!request.Format.IsJson) return null;
        return request.Format.Schema is { } schema ? grammars.Schema(schema, ResponseFormat.SchemaPath) : grammars.AnyObject();
    }

    private ChoiceSource Choice(ChatRequest request, int[] prompt, int maxTokens, JsonGrammar? grammar, int index)
    {
        var constraint = grammar is null ? null : new JsonConstraint(grammar);
        var watches = request.Tools is { MayCall: true, MustCall: false };
        var names = watches ? request.Tools.Functions.Select(function => function.Name).ToHashSet() : null;
        return new()
        {
            Generation = GenerationRequests.Of(request.Settings, prompt, maxTokens, index) with { Constraint = constraint },
            Constraint = constraint,
            Stops = request.Settings.Stops,
            Text = () => request.Tools.MustCall ? new ForcedCall() : names is null ? new PlainText() : new CallText(names),
            SilentMarks = watches ? _silentMarks : null,
        };
    }
}
