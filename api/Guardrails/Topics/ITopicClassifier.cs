using System.Collections.Immutable;
using Andamento.Serving;

namespace Andamento.Api.Guardrails.Topics;

/// <summary>Says whether a text is about one of the topics that may be talked about.</summary>
internal interface ITopicClassifier
{
    /// <summary>True when it is.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.Unavailable"/>: it cannot tell now, and that must not pass for yes.</exception>
    ValueTask<bool> IsAllowedAsync(string text, ImmutableArray<string> topics, CancellationToken cancellationToken);
}
