using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Andamento.Inference.Import;

/// <summary>Reads an <c>MLmodel</c> file as JSON. Whoever uploads it is a stranger: what it says is bounded before it is believed.</summary>
internal static class MlflowFile
{
    private const int MaxBytes = 1 << 20;
    private const int MaxDepth = 32;

    /// <summary>Reads the file: a mapping whose scalars are text, or null where YAML says so.</summary>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>: it is no such file.</exception>
    public static JsonObject Read(string path)
    {
        if (new FileInfo(path).Length > MaxBytes) throw Bad($"it is longer than {MaxBytes} bytes");
        using var text = File.OpenText(path);
        try
        {
            var parser = new Parser(text);
            parser.Consume<StreamStart>();
            parser.Consume<DocumentStart>();
            return Value(parser, depth: 0) as JsonObject ?? throw Bad("it is no mapping of names to values");
        }
        catch (Exception broken) when (broken is YamlException or InvalidOperationException) // the library throws both for bad text
        {
            throw Bad(broken.Message, broken);
        }
    }

    private static JsonNode? Value(Parser parser, int depth)
    {
        if (depth > MaxDepth) throw Bad($"it nests more than {MaxDepth} levels deep");
        if (parser.TryConsume<Scalar>(out var scalar)) return IsNull(scalar) ? null : JsonValue.Create(scalar.Value);
        if (parser.TryConsume<SequenceStart>(out _))
        {
            var list = new JsonArray();
            while (!parser.TryConsume<SequenceEnd>(out _)) list.Add(Value(parser, depth + 1));
            return list;
        }

        if (!parser.TryConsume<MappingStart>(out _)) throw Bad("it uses anchors, which are not read here");
        var members = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var name = parser.Consume<Scalar>().Value;
            if (!members.TryAdd(name, Value(parser, depth + 1))) throw Bad($"'{name}' stands there twice");
        }

        return members;
    }

    private static bool IsNull(Scalar scalar) => scalar.Style is ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL";

    private static ModelException Bad(string what, Exception? cause = null) =>
        new(ModelFailure.BadModel, $"MLmodel cannot be read: {what}.", cause);
}
