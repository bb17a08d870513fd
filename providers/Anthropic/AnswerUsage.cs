using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Anthropic;

/// <summary>Adds up their counts. Cached tokens stand beside <c>input_tokens</c>; a later event replaces an earlier one.</summary>
internal struct AnswerUsage
{
    private long? _input;
    private long? _output;
    private long? _read;
    private long? _written;
    private long? _thinking;

    /// <summary>Reads a <c>usage</c> object.</summary>
    public void Read(JsonElement usage)
    {
        _input = usage.Count("input_tokens"u8) ?? _input;
        _output = usage.Count("output_tokens"u8) ?? _output;
        _read = usage.Count("cache_read_input_tokens"u8) ?? _read;
        _written = usage.Count("cache_creation_input_tokens"u8) ?? _written;
        _thinking = usage.Member("output_tokens_details"u8).Count("thinking_tokens"u8) ?? _thinking;
    }

    /// <summary>The sum; null before anything was said.</summary>
    public readonly TokenUsage? Total => _input is null && _output is null
        ? null
        : new((_input ?? 0) + (_read ?? 0) + (_written ?? 0), _output ?? 0, _read ?? Zero(_written), _written ?? Zero(_read), _thinking);

    // One of the two being told means that the other is nothing.
    private static long? Zero(long? other) => other is null ? null : 0;
}
