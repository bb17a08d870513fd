using System.Collections.Immutable;
using Andamento.Api.Control.Reading;
using Andamento.Registry;

namespace Andamento.Api.Registry;

/// <summary>Arguments that several operations share.</summary>
internal static class ModelArguments
{
    /// <summary>Reads the member <c>tags</c>: a list of keys and values.</summary>
    public static ImmutableArray<ModelTag> Tags(JsonField arguments) =>
        [.. (arguments.List("tags") ?? []).Select(tag => new ModelTag(tag.RequiredText("key"), tag.TextOrNumber("value") ?? ""))];

    /// <summary>Reads a stage.</summary>
    public static ModelStage Stage(JsonField arguments, string member)
    {
        var text = arguments.RequiredText(member);
        return TryStage(text, out var stage) ? stage : throw arguments.Wrong(member, $"'{text}' must be None, Staging, Production or Archived.");
    }

    /// <summary>Reads the member <c>stages</c>; empty for all.</summary>
    public static ImmutableArray<ModelStage> Stages(JsonField arguments) =>
        [.. (arguments.List("stages") ?? []).Select(field => TryStage(field.AsText(), out var stage)
            ? stage
            : throw field.Wrong($"'{field.AsText()}' must be None, Staging, Production or Archived."))];

    /// <summary>Reads the order of models from <c>order_by</c>; by name when there is none.</summary>
    public static (ModelOrder Order, bool Descending) Order(JsonField arguments)
    {
        var wishes = arguments.List("order_by") ?? [];
        if (wishes.Count == 0) return (ModelOrder.Name, false);
        var words = wishes[0].AsText().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ModelOrder? order = wishes.Count > 1 || words.Length is 0 or > 2 ? null : words[0].ToLowerInvariant() switch
        {
            "name" => ModelOrder.Name,
            "last_updated_timestamp" or "timestamp" => ModelOrder.Updated,
            "creation_timestamp" => ModelOrder.Created,
            _ => null,
        };
        var way = words.Length == 2 ? words[1].ToUpperInvariant() : "ASC";
        return order is { } known && way is "ASC" or "DESC"
            ? (order.Value, way is "DESC")
            : throw arguments.Wrong("order_by", "takes one of name, last_updated_timestamp and creation_timestamp, with ASC or DESC.");
    }

    private static bool TryStage(string text, out ModelStage stage)
    {
        stage = text.ToLowerInvariant() switch
        {
            "staging" => ModelStage.Staging,
            "production" => ModelStage.Production,
            "archived" => ModelStage.Archived,
            _ => ModelStage.None,
        };
        return stage is not ModelStage.None || text.Equals("None", StringComparison.OrdinalIgnoreCase);
    }
}
