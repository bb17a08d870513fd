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
        if (request.Tools.MayCall) return grammars.CallOr(request.Tools.Functions, request.Format.Schema, ResponseFormat.SchemaPath);
        return request.Format.Schema is { } schema ? grammars.Schema(schema, ResponseFormat.SchemaPath) : grammars.AnyObject();
    }

    private ChoiceSource Choice(ChatRequest request, int[] prompt, int maxTokens, JsonGrammar? grammar, int index)
    {
        var constraint = grammar is null ? null : new JsonConstraint(grammar);
        var tools = request.Tools;
        var watches = tools.MayCall && grammar is null; // what a grammar holds has no marks
        var names = tools.MayCall ? tools.Functions.Select(function => function.Name).ToHashSet() : [];
        return new()
        {
            Generation = GenerationRequests.Of(request.Settings, prompt, maxTokens, index) with { Constraint = constraint },
            Constraint = constraint,
            Stops = tools.MustCall ? [] : request.Settings.Stops, // they end texts, and a call that must come is none
            Text = () => tools.MustCall ? new ForcedCall() : watches ? new CallText(names) : tools.MayCall ? new CallOrJson(names) : new PlainText(),
            SilentMarks = watches ? _silentMarks : null,
        };
    }
}
