using Andamento.Serving;

namespace Andamento.Tests.Unit.Models;

/// <summary>Folders that MLflow wrote, as they become versions.</summary>
public sealed class MlflowImportTests : IDisposable
{
    private const string Signature = """
        signature:
          inputs: '[{"type": "double", "name": "age", "required": true}, {"type": "double",
            "name": "income", "required": true}, {"type": "double", "name": "it''s late", "required": true}]'
          outputs: null
        """;

    private readonly ImportedFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_mlflow_model_brings_the_names_of_its_columns()
    {
        _folder.Write("MLmodel", MlModel("  onnx:\n    onnx_version: 1.16.0\n    data: net.onnx\n    providers:\n    - CPUExecutionProvider\n", Signature));
        _folder.Write("net.onnx", ImportedFolder.Onnx);

        var published = await _folder.PublishAsync();

        Assert.Equal((ServingTask.Predict, null, "MLmodel (mlflow 2.14.1)"), (published.Task, published.ModelType, published.Origin));
        Assert.Equal(["age", "income", "it's late"], (await _folder.ManifestAsync()).Inputs!.Select(column => column.Name));
        Assert.Equal("net.onnx", published.Files[0].Path);
        Assert.Equal(("2.14.1", "2.14.1"), (published.MlflowVersion, (await _folder.ManifestAsync()).MlflowVersion));
    }

    [Fact]
    public async Task A_lone_tensor_of_a_signature_feeds_the_lone_input_whatever_it_is_called()
    {
        _folder.Write("MLmodel", MlModel("  onnx: {}\n", """signature: {inputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 3]}}]'}"""));
        _folder.Write("model.onnx", ImportedFolder.Onnx);

        await _folder.PublishAsync();

        var input = Assert.Single((await _folder.ManifestAsync()).Inputs!);
        Assert.Equal(("x", "float32"), (input.Name, input.Type));
        Assert.Equal([-1, 3], input.Shape!);
    }

    [Fact]
    public async Task A_signature_of_another_model_is_refused()
    {
        _folder.Write("MLmodel", MlModel("  onnx: {}\n", """signature: {inputs: '[{"type": "double", "name": "a"}, {"type": "double", "name": "b"}]'}"""));
        _folder.Write("model.onnx", ImportedFolder.Onnx);

        Assert.Equal("The signature has 2 columns, and model.onnx reads 3.", await _folder.RefusalAsync());
    }

    [Theory]
    [InlineData("  python_function: {}\n  sklearn: {}\n", "MLmodel has the flavours python_function, sklearn, and not onnx. Export it to ONNX with skl2onnx, log it with mlflow.onnx.log_model")]
    [InlineData("  transformers: {task: llm/v1/chat}\n", "Export it with optimum-cli export onnx")]
    [InlineData("  onnx: {data: gone.onnx}\n", "MLmodel says that the model is 'gone.onnx', which is not there.")]
    [InlineData("  onnx: {data: ../../../etc/passwd}\n", "MLmodel says that the model is '../../../etc/passwd', which is not there.")]
    [InlineData("  onnx: *there\n", "it uses anchors")]
    [InlineData("  onnx:\n    - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - deep\n", "it nests more than 32 levels deep")]
    [InlineData("  onnx: {\n", "MLmodel cannot be read: ")]
    public async Task An_mlflow_model_that_cannot_be_served_says_what_to_do(string flavours, string refusal)
    {
        _folder.Write("MLmodel", MlModel(flavours, ""));
        _folder.Write("model.onnx", ImportedFolder.Onnx);

        Assert.Contains(refusal, await _folder.RefusalAsync(), StringComparison.Ordinal);
    }

    private static string MlModel(string flavours, string rest) =>
        $"artifact_path: model\nflavors:\n{flavours}mlflow_version: 2.14.1\nmodel_uuid: 5c1\n{rest}\n";
}
