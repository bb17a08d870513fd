using Andamento.Inference.Generation;

namespace Andamento.Inference.LanguageModels.Answers;

/// <summary>Takes what one answer is made of, in order. One answer, one thread at a time.</summary>
internal interface IAnswerSink
{
    /// <summary>A token that is part of the answer; told before its text. Only where probabilities were asked for.</summary>
    void Token(in GeneratedToken token);

    /// <summary>More text.</summary>
    void Text(string text);

    /// <summary>A call of a function begins.</summary>
    void Call(string name);

    /// <summary>More of the last call's arguments, which are JSON.</summary>
    void Arguments(string part);

    /// <summary>The answer is over.</summary>
    /// <param name="reason"><c>stop</c>, <c>length</c> or <c>tool_calls</c>.</param>
    void Finish(string reason);
}
