using System.Text;
using Andamento.Inference.Generation;

namespace Andamento.Inference.LanguageModels.Answers;

/// <summary>Collects an answer that is given as a whole.</summary>
internal sealed class WholeChoice : IAnswerSink
{
    private readonly StringBuilder _text = new();
    private readonly List<WholeCall> _calls = [];
    private readonly List<GeneratedToken> _tokens = [];

    /// <summary>The text.</summary>
    public string Content => _text.ToString();

    /// <summary>The functions that it calls.</summary>
    public IReadOnlyList<WholeCall> Calls => _calls;

    /// <summary>Its tokens, where probabilities were asked for.</summary>
    public IReadOnlyList<GeneratedToken> Tokens => _tokens;

    /// <summary>Why it ended.</summary>
    public string FinishReason { get; private set; } = "";

    public void Token(in GeneratedToken token) => _tokens.Add(token);

    public void Text(string text) => _text.Append(text);

    public void Call(string name) => _calls.Add(new(AnswerHead.NewId("call_"), name, new()));

    public void Arguments(string part) => _calls[^1].Arguments.Append(part);

    public void Finish(string reason) => FinishReason = reason;
}

/// <summary>A call of a function.</summary>
internal sealed record WholeCall(string Id, string Name, StringBuilder Arguments);
