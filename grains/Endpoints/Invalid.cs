using Andamento.Serving;

namespace Andamento.Endpoints;

/// <summary>Refusals of a control-plane request. The message names the field, its value and what would be right.</summary>
internal static class Invalid
{
    /// <summary>A field with a value that is not acceptable.</summary>
    public static ServingException Value(string field, object value, string rule) =>
        new(FailureKind.InvalidParameter, $"{field}: '{value}' {rule}") { Param = field };

    /// <summary>A field that is missing, or at fault in a way its value must not or need not tell.</summary>
    public static ServingException Field(string field, string rule) =>
        new(FailureKind.InvalidParameter, $"{field}: {rule}") { Param = field };
}
