using Andamento.Inference.LanguageModels.Answers;

namespace Andamento.Inference.LanguageModels.Tools;

/// <summary>Understands the text that a model writes: words, or calls of functions. One answer, one thread at a time.</summary>
internal interface IAnswerText
{
    /// <summary>Whether a function was called.</summary>
    bool Called { get; }

    /// <summary>More text.</summary>
    void Push(string text, IAnswerSink sink);

    /// <summary>There is no more.</summary>
    void Finish(IAnswerSink sink);
}

/// <summary>Words only.</summary>
internal sealed class PlainText : IAnswerText
{
    public bool Called => false;

    public void Push(string text, IAnswerSink sink) => sink.Text(text);

    public void Finish(IAnswerSink sink)
    {
    }
}
