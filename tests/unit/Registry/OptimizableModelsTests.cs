using Andamento.Registry;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Registry;

public sealed class OptimizableModelsTests
{
    [Theory]
    [InlineData(ServingTask.Chat, "llama")]
    [InlineData(ServingTask.Completions, "llama")]
    [InlineData(ServingTask.Chat, "mistral")]
    [InlineData(ServingTask.Completions, "mistral")]
    [InlineData(ServingTask.Chat, "mixtral")]
    [InlineData(ServingTask.Completions, "mixtral")]
    [InlineData(ServingTask.Chat, "dbrx")]
    [InlineData(ServingTask.Completions, "dbrx")]
    [InlineData(ServingTask.Chat, "mpt")]
    [InlineData(ServingTask.Completions, "mpt")]
    [InlineData(ServingTask.Chat, "qwen3")]
    [InlineData(ServingTask.Embeddings, "gte-large")]
    [InlineData(ServingTask.Embeddings, "bge-large-en-v1.5")]
    public void Throughput_can_be_provisioned_for_families_in_the_tasks_they_have(ServingTask task, string type)
    {
        var found = OptimizableModels.Describe(Version(task, type), measured: 1587.6);

        Assert.Equal((true, type, 1580, true), (found.Optimizable, found.ModelType, found.ChunkSize, found.Measured));
    }

    [Theory]
    [InlineData(ServingTask.Predict, "llama", "it has no task")]
    [InlineData(ServingTask.Embeddings, null, "nothing says its model_type, which embedding models need")]
    [InlineData(ServingTask.Embeddings, "bert", "its architecture 'bert' is none of those")]
    [InlineData(ServingTask.Embeddings, "llama", "its architecture 'llama' is none of those")]
    [InlineData(ServingTask.Chat, "gte-large", "its architecture 'gte-large' is none of those")]
    [InlineData(ServingTask.Chat, null, "nothing says its model_type")]
    public void For_others_it_cannot_and_the_reason_is_known(ServingTask task, string? type, string reason)
    {
        var found = OptimizableModels.Describe(Version(task, type), measured: 1000);

        Assert.False(found.Optimizable);
        Assert.StartsWith(reason, found.WhyNot, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.9.2", false)]
    [InlineData("2.10.0rc1", false)]
    [InlineData("1.30.1", false)]
    [InlineData("2.11.0", true)]
    [InlineData("2.11", true)]
    [InlineData("2.12.0.dev0", true)]
    [InlineData("3.1.0", true)]
    [InlineData("of our own", true)]
    public void A_model_that_an_older_MLflow_has_logged_has_no_throughput(string mlflow, bool optimizable)
    {
        var logged = Version(ServingTask.Chat, "llama") with { MlflowVersion = mlflow };
        var tagged = Version(ServingTask.Chat, "llama") with { Tags = [new("mlflow_version", mlflow)] };

        foreach (var found in new[] { logged, tagged }.Select(version => OptimizableModels.Describe(version, measured: 1000)))
        {
            Assert.Equal(optimizable, found.Optimizable);
            if (!optimizable) Assert.StartsWith($"it was logged with MLflow {mlflow}, and", found.WhyNot, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_tag_of_the_version_says_what_its_files_do_not()
    {
        var version = Version(ServingTask.Embeddings, type: null) with { Tags = [new("model_type", "gte-base")] };

        Assert.Equal("gte-base", OptimizableModels.Describe(version, measured: 1000).ModelType);
    }

    [Fact]
    public void Before_a_replica_has_measured_larger_files_give_smaller_chunks()
    {
        var (small, large) = (Estimate(500_000_000), Estimate(8_000_000_000));

        Assert.Equal((160, 10, false), (small.ChunkSize, large.ChunkSize, small.Measured));
    }

    [Fact]
    public void A_version_that_is_not_ready_has_no_throughput() =>
        Assert.Equal("the version is not ready", OptimizableModels.Describe(Samples.Version(1), measured: null).WhyNot);

    private static ModelThroughput Estimate(long bytes) => OptimizableModels.Describe(
        Version(ServingTask.Chat, "llama") with { Files = [new("model.onnx", bytes, "")] }, measured: null);

    private static RegisteredVersion Version(ServingTask task, string? type) =>
        Samples.Version(1) with { Status = VersionStatus.Ready, Task = task, ModelType = type };
}
