namespace Andamento.Inference.Onnx;

/// <summary>Numbers of the fields of onnx.proto3 that are read here.</summary>
internal static class OnnxFields
{
    /// <summary>Of a model.</summary>
    public const int Graph = 7, OperatorSet = 8, Function = 25;

    /// <summary>Of an operator set.</summary>
    public const int SetDomain = 1, SetVersion = 2;

    /// <summary>Of a function.</summary>
    public const int FunctionNode = 7, FunctionDomain = 10, FunctionAttribute = 11;

    /// <summary>Of a graph.</summary>
    public const int Node = 1, Initializer = 5, Input = 11, SparseInitializer = 15;

    /// <summary>Of a node.</summary>
    public const int NodeOperator = 4, NodeAttribute = 5, NodeDomain = 7;

    /// <summary>Of an attribute: graphs, as of <c>If</c> and <c>Loop</c>, and tensors, as of <c>Constant</c>.</summary>
    public const int AttributeGraph = 6, AttributeGraphs = 11, AttributeTensor = 5, AttributeTensors = 10, AttributeSparse = 22, AttributeSparses = 23;

    /// <summary>Of a sparse tensor.</summary>
    public const int SparseValues = 1, SparseIndices = 2;

    /// <summary>Of a tensor, and of a pair that says where its data lies.</summary>
    public const int TensorName = 8, TensorExternalData = 13, PairKey = 1, PairValue = 2;

    /// <summary>Of an input, its type, a tensor type, its shape and an axis.</summary>
    public const int InputName = 1, InputType = 2, TensorType = 1, Shape = 2, Axis = 1, AxisLength = 1;
}
