using System.Text.Json;

namespace Andamento.Tests.Engine.Rules.Samples;

[GenerateSerializer]
internal sealed record HoldsJson(JsonElement Body);

[GenerateSerializer]
internal sealed record HoldsObject(object Anything);

[GenerateSerializer]
internal sealed record HoldsStream(Stream Body);

[GenerateSerializer]
internal sealed record HoldsDelegate(Func<int> Code);

[GenerateSerializer]
internal sealed record HoldsSequence(IEnumerable<int> Numbers);

[GenerateSerializer]
internal sealed record HoldsStranger(List<Dictionary<string, Unknown[]>> Deep);

internal sealed class Unknown;

internal interface ITakesStranger : IAddressable
{
    Task DoAsync(Unknown? stranger);
}

internal interface IAnswersJson : IAddressable
{
    Task<List<JsonDocument>> AskAsync();
}

internal interface IStreamsObjects : IAddressable
{
    IAsyncEnumerable<object> StreamAsync();
}
