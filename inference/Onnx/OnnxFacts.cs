using static Andamento.Inference.Onnx.OnnxFields;

namespace Andamento.Inference.Onnx;

/// <summary>What a model file says of itself, read without loading it.</summary>
internal sealed record OnnxFacts
{
    /// <summary>The version of ONNX's own operators; 0 where it uses none.</summary>
    public required long Opset { get; init; }

    /// <summary>Operators of sets that ONNX Runtime does not bring, as <c>domain.Operator</c>.</summary>
    public required IReadOnlyCollection<string> UnknownOperators { get; init; }

    /// <summary>Files beside it in which weights lie, relative to it.</summary>
    public required IReadOnlyCollection<string> ExternalFiles { get; init; }

    /// <summary>Its inputs in order, with their axes: -1 where free, null for what is no tensor.</summary>
    public required IReadOnlyList<(string Name, IReadOnlyList<long>? Shape)> Inputs { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is no ONNX model.</exception>
    public static OnnxFacts Read(string path)
    {
        using var file = File.OpenRead(path);
        return new Reader(new(file)).Read();
    }

    private sealed class Reader(ProtocolBuffer buffer)
    {
        private const int MaxDepth = 16; // graphs in graphs: a file that goes deeper wants to exhaust the stack

        // What ONNX Runtime registers by itself.
        private static readonly HashSet<string> Domains = new(StringComparer.Ordinal)
        {
            "", "ai.onnx", "ai.onnx.ml", "ai.onnx.training", "ai.onnx.preview", "ai.onnx.preview.training",
            "com.microsoft", "com.microsoft.nchwc", "com.microsoft.experimental", "com.ms.internal.nhwc", "org.pytorch.aten",
        };

        private readonly SortedSet<string> _unknown = new(StringComparer.Ordinal);
        private readonly SortedSet<string> _external = new(StringComparer.Ordinal);
        private readonly HashSet<string> _weights = new(StringComparer.Ordinal);
        private readonly HashSet<string> _ownDomains = new(StringComparer.Ordinal);

        public OnnxFacts Read()
        {
            var (opset, inputs) = (0L, new List<(string, IReadOnlyList<long>?)>());
            var fields = buffer.Fields(buffer.Whole).Where(field => field.Number is Graph or OperatorSet or Function).ToList();
            foreach (var set in fields.Where(field => field.Number == OperatorSet))
            {
                if (buffer.Text(set, SetDomain) is "" or "ai.onnx") opset = Number(set, SetVersion);
            }

            var functions = fields.Where(field => field.Number == Function).ToList();
            foreach (var function in functions) _ownDomains.Add(buffer.Text(function, FunctionDomain));
            foreach (var field in functions.SelectMany(function => buffer.Fields(function)))
            {
                if (field.Number == FunctionNode) WalkNode(field, depth: 0);
                else if (field.Number == FunctionAttribute) WalkAttribute(field, depth: 0);
            }
            foreach (var graph in fields.Where(field => field.Number == Graph))
            {
                Walk(graph, depth: 0);
                inputs.AddRange(buffer.Fields(graph, Input).ToList()
                    .Select(input => (buffer.Text(input, InputName), (IReadOnlyList<long>?)ShapeOf(input))));
            }

            // Older files name weights among the inputs, as defaults.
            inputs.RemoveAll(input => _weights.Contains(input.Item1));
            return new() { Opset = opset, UnknownOperators = _unknown, ExternalFiles = _external, Inputs = inputs };
        }

        private void Walk(ProtocolBuffer.Field graph, int depth)
        {
            if (depth > MaxDepth) throw new InvalidDataException("graphs nest too deep");
            foreach (var field in buffer.Fields(graph))
            {
                if (field.Number == Node) WalkNode(field, depth);
                else if (field.Number == Initializer) WalkWeights(field);
                else if (field.Number == SparseInitializer) WalkSparse(field);
            }
        }

        private void WalkNode(ProtocolBuffer.Field node, int depth)
        {
            var (name, domain) = ("", "");
            foreach (var field in buffer.Fields(node))
            {
                if (field.Number == NodeOperator) name = buffer.Text(field);
                else if (field.Number == NodeDomain) domain = buffer.Text(field);
                else if (field.Number == NodeAttribute) WalkAttribute(field, depth);
            }

            if (!Domains.Contains(domain) && !_ownDomains.Contains(domain)) _unknown.Add($"{domain}.{name}");
        }

        private void WalkAttribute(ProtocolBuffer.Field attribute, int depth)
        {
            foreach (var field in buffer.Fields(attribute))
            {
                if (field.Start >= field.End) continue;
                if (field.Number is AttributeGraph or AttributeGraphs) Walk(field, depth + 1);
                else if (field.Number is AttributeTensor or AttributeTensors) WalkPlace(field);
                else if (field.Number is AttributeSparse or AttributeSparses) WalkSparse(field);
            }
        }

        private void WalkWeights(ProtocolBuffer.Field tensor)
        {
            _weights.Add(buffer.Text(tensor, TensorName));
            WalkPlace(tensor);
        }

        private void WalkSparse(ProtocolBuffer.Field tensor)
        {
            foreach (var field in buffer.Fields(tensor))
            {
                if (field.Number is SparseValues or SparseIndices) WalkPlace(field);
            }
        }

        // Wherever a tensor may stand, it may say that it lies in another file, which the runtime then opens.
        private void WalkPlace(ProtocolBuffer.Field tensor)
        {
            foreach (var field in buffer.Fields(tensor, TensorExternalData))
            {
                if (buffer.Text(field, PairKey) is "location") _external.Add(buffer.Text(field, PairValue));
            }
        }

        private long[]? ShapeOf(ProtocolBuffer.Field input)
        {
            foreach (var type in buffer.Fields(input, InputType))
            foreach (var tensor in buffer.Fields(type, TensorType))
            foreach (var shape in buffer.Fields(tensor, Shape))
                return [.. buffer.Fields(shape, Axis).ToList().Select(axis => Number(axis, AxisLength) is > 0 and var length ? length : -1)];

            return null;
        }

        private long Number(ProtocolBuffer.Field message, int number)
        {
            foreach (var field in buffer.Fields(message, number)) return field.Value;
            return 0;
        }
    }
}
