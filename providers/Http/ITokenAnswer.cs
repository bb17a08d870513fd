namespace Andamento.Providers.Http;

/// <summary>Reads what a token service answers. Pure.</summary>
internal interface ITokenAnswer
{
    /// <summary>The token of a success; null when there is none in it.</summary>
    BoughtToken? Token(ReadOnlyMemory<byte> body, DateTimeOffset now);

    /// <summary>What a refusal says. Either may be missing; neither is fit for the caller before <see cref="Scrubber"/> saw it.</summary>
    (string? Code, string? Words) Refusal(ReadOnlyMemory<byte> body);
}
