using System.Text.Json;

namespace Andamento.Inference.Import;

/// <summary>
/// The inputs of an MLflow signature: <c>[{"name": "age", "type": "double"}]</c> for columns, or
/// <c>[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 4]}}]</c> for tensors.
/// </summary>
internal static class MlflowSignature
{
    /// <summary>Reads it.</summary>
    /// <param name="json">The signature's <c>inputs</c>.</param>
    /// <param name="ports">What the model takes: a lone tensor is fed to a lone input, whatever either is called.</param>
    /// <returns>Null where the signature names nothing.</returns>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>: it cannot be read.</exception>
    public static IReadOnlyList<ModelColumn>? Inputs(string json, IReadOnlyList<(string Name, IReadOnlyList<long>? Shape)> ports)
    {
        try
        {
            using var inputs = JsonDocument.Parse(json);
            List<ModelColumn> columns = [.. inputs.RootElement.EnumerateArray().Select(Column)];
            if (columns is [{ Shape: not null } tensor] && ports is [var port]) return [tensor with { Name = port.Name }];
            return columns.Count == 0 || columns.Exists(column => column.Name.Length == 0) ? null : columns;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ModelException(ModelFailure.BadModel, $"The signature in MLmodel cannot be read: {broken.Message}", broken);
        }
    }

    private static ModelColumn Column(JsonElement input)
    {
        var name = input.TryGetProperty("name", out var given) ? given.ToString() : "";
        if (!input.TryGetProperty("tensor-spec", out var tensor)) return new(name, input.GetProperty("type").GetString());
        return new(
            name, tensor.GetProperty("dtype").GetString(), [.. tensor.GetProperty("shape").EnumerateArray().Select(axis => axis.GetInt64())]);
    }
}
