using Andamento.Providers;

namespace Andamento.Tests.EndToEnd.Matrix;

/// <summary>One way to ask one provider: answered, or refused.</summary>
/// <param name="Row">The row of the matrix, and the model or the way within it.</param>
/// <param name="Vendor">Who is asked.</param>
/// <param name="Task">For what.</param>
/// <param name="Stream">The answer is to come as a stream.</param>
/// <param name="Answer">The recording that answers, or one of the words below.</param>
internal sealed record Cell(string Row, string Vendor, ProviderTask Task, bool Stream, string Answer)
{
    /// <summary>It speaks OpenAI's language, so its double answers in it.</summary>
    public const string Spoken = "(spoken)";

    /// <summary>Such an endpoint cannot be made.</summary>
    public const string RefusedAtCreate = "(refused at create)";

    /// <summary>The provider does that, but not with this model, or not as a stream.</summary>
    public const string RefusedAtQuery = "(refused at query)";

    /// <summary>Settings beside those of the recording and of the vendor; null takes one away.</summary>
    public IReadOnlyList<(string Name, string? Value)> Settings { get; init; } = [];

    /// <summary>The recording, or null.</summary>
    public string? Recording => RecordingOf(Answer);

    /// <summary>The recording whose settings it has, or null for those that all of the folder share.</summary>
    public string? Configuration { get; init; }

    /// <summary>The task as the API names it.</summary>
    public string TaskName => $"llm/v1/{Task.ToString().ToLowerInvariant()}";

    /// <summary>The recording that an answer names, or null.</summary>
    public static string? RecordingOf(string answer) => answer.StartsWith('(') ? null : answer;

    /// <summary>The name of a test case.</summary>
    public override string ToString() => $"{Row}: {Task}{(Stream ? ", streamed" : "")}";
}
