using System.Text;
using Andamento.Inference.LanguageModels.Requests;
using Andamento.Inference.LanguageModels.Tools;
using Andamento.Inference.Tokens;

namespace Andamento.Inference.LanguageModels;

/// <summary>Turns completions requests into sequences. Safe for concurrent use.</summary>
internal sealed class CompletionPlanner(ITokenizer tokenizer, int contextLength) : IPlanner
{
    // As at OpenAI: a base model seldom ends by itself.
    private const int UsualTokens = 16;

    public AnswerPlan Plan(ReadOnlyMemory<byte> body)
    {
        var request = CompletionRequest.Parse(body, tokenizer.Size);
        var choices = new List<ChoiceSource>();
        foreach (var prompt in request.Prompts)
        {
            var tokens = Tokens(prompt, request);
            var maxTokens = PromptRoom.MaxTokens(tokens.Length, request.Settings.MaxTokens, UsualTokens, contextLength, prompt.Path);
            var echo = request.Echo ? prompt.Text ?? Decode(tokens) : "";
            for (var i = 0; i < request.Settings.Count; i++)
            {
                choices.Add(new()
                {
                    Generation = GenerationRequests.Of(request.Settings, tokens, maxTokens, i),
                    Stops = request.Settings.Stops,
                    Text = () => new PlainText(),
                    Echo = echo,
                });
            }
        }

        return new(choices, request.Settings.Count, AnswerFormat.Completion, request.Settings.IncludeUsage);
    }

    private int[] Tokens(CompletionPrompt prompt, CompletionRequest request)
    {
        var tokens = prompt.Tokens ?? tokenizer.Encode(prompt.Text!, withMarks: true);
        if (tokens.Length == 0) throw Json.JsonBody.Invalid($"'{prompt.Path}' has no token to go on from.", prompt.Path);

        var room = contextLength - (request.Settings.MaxTokens ?? UsualTokens);
        return request.Truncate && tokens.Length > room && room > 0 ? tokens[^room..] : tokens;
    }

    private string Decode(int[] tokens)
    {
        var text = new StringBuilder();
        var decoder = tokenizer.Decode();
        foreach (var id in tokens) text.Append(decoder.Push(id));
        return text.Append(decoder.Finish()).ToString();
    }
}
