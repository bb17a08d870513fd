using Andamento.Serving;

namespace Andamento.Api.Guardrails.Safety;

/// <summary>Judges whether a text is safe.</summary>
internal interface ISafetyClassifier
{
    /// <summary>Judges.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.Unavailable"/>: it cannot tell now, and that must not pass for safe.</exception>
    ValueTask<SafetyVerdict> ClassifyAsync(string text, CancellationToken cancellationToken);
}

/// <summary>A verdict.</summary>
/// <param name="IsUnsafe">The text is unsafe.</param>
/// <param name="Categories">In what way, as far as the categories have a name.</param>
internal readonly record struct SafetyVerdict(bool IsUnsafe, SafetyCategories Categories);
