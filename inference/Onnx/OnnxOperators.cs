using static Andamento.Inference.Onnx.OnnxFields;

namespace Andamento.Inference.Onnx;

/// <summary>Looks for an operator in the graph of a model file, without loading it: only the nodes' names are read.</summary>
internal static class OnnxOperators
{
    /// <summary>Whether a node of the outermost graph is this operator.</summary>
    public static bool Contains(string path, string name)
    {
        using var file = File.OpenRead(path);
        var buffer = new ProtocolBuffer(file);
        return buffer.Fields(buffer.Whole, Graph).SelectMany(graph => buffer.Fields(graph, Node))
            .Any(node => buffer.Text(node, NodeOperator) == name);
    }
}
