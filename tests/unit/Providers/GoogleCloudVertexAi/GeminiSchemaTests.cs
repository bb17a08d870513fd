using System.Text;
using System.Text.Json;
using Andamento.Providers;
using Andamento.Providers.GoogleCloudVertexAi;
using Andamento.Providers.Unified;

namespace Andamento.Tests.Unit.Providers.GoogleCloudVertexAi;

/// <summary>Schemas for models that take a kind of their own.</summary>
public sealed class GeminiSchemaTests
{
    [Theory]
    [InlineData("""{"$ref":"#/$defs/A","$defs":{"A":{"$ref":"#/$defs/A"}}}""", """{"type":"object"}""")]
    [InlineData(
        """{"type":"object","properties":{"next":{"$ref":"#"}}}""",
        """{"type":"object","properties":{"next":{"type":"object","properties":{"next":{"type":"object"}}}}}""")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"integer"},{"type":"null"}]}""", """{"anyOf":[{"type":"string"},{"type":"integer"}],"nullable":true}""")]
    [InlineData("""{"oneOf":[{"$ref":"#/$defs/A~1B"}],"$defs":{"A/B":{"type":"string"}}}""", """{"type":"string"}""")]
    [InlineData("""{"properties":{"additionalProperties":{"type":"string"}},"additionalProperties":false}""", """{"properties":{"additionalProperties":{"type":"string"}}}""")]
    [InlineData("""{"items":true}""", """{"items":{}}""")]
    public void What_older_models_do_not_know_is_written_otherwise(string schema, string expected) => Assert.Equal(expected, Clean(schema));

    [Theory]
    [InlineData("""{"$ref":"#/$defs/None"}""")]
    [InlineData("""{"$ref":"https://example.com/schema"}""")]
    public void A_reference_to_nothing_is_refused(string schema) =>
        Assert.Equal("invalid_value", Assert.Throws<ProviderException>(() => Clean(schema)).Code);

    [Fact]
    public void References_that_multiply_are_refused_before_they_fill_the_memory()
    {
        var levels = Enumerable.Range(0, 40).Select(level =>
            $"\"L{level}\":" + """{"properties":{"a":{"$ref":"#/$defs/NEXT"},"b":{"$ref":"#/$defs/NEXT"}}}""".Replace("NEXT", $"L{level + 1}"));
        var schema = """{"$ref":"#/$defs/L0","$defs":{LEVELS,"L40":{"type":"string"}}}""".Replace("LEVELS", string.Join(',', levels));

        Assert.Equal("unsupported_parameter", Assert.Throws<ProviderException>(() => Clean(schema)).Code);
    }

    private static string Clean(string schema)
    {
        var target = Calls.Target() with { Model = "gemini-1.5-pro" };
        var json = JsonBytes.Write((JsonElement.Parse(schema), target), static (json, all) =>
        {
            json.WriteStartObject();
            GeminiSchema.Write(json, "new"u8, "old"u8, all.Item1, all.target);
            json.WriteEndObject();
        });
        return Encoding.UTF8.GetString(json)[7..^1];
    }
}
