using System.Text.Json;
using Andamento.Inference;

namespace Andamento.Tests.Unit.Inference;

/// <summary>A real custom model with named tensors, one of them a scalar.</summary>
public class SileroVadTests
{
    [Fact]
    public async Task Silence_is_no_speech_and_the_memory_comes_back()
    {
        await ModelFiles.VerifyAsync(RealModels.SileroVad, new Progress<string>(), CancellationToken.None);
        await using var model = await new OnnxModelLoader().LoadAsync(
            RealModels.SileroVad, new ModelLoadOptions { Threads = 1 }, new Progress<string>(), CancellationToken.None);
        var inputs = new { input = new[] { new float[512] }, state = Enumerable.Repeat(new[] { new float[128] }, 2), sr = 16000 };

        var answer = await model.RunAsync(
            new(JsonSerializer.SerializeToUtf8Bytes(new { inputs }), "application/json", "vad"), CancellationToken.None);

        using var json = JsonDocument.Parse(answer.Json);
        var predictions = json.RootElement.GetProperty("predictions");
        Assert.InRange(predictions.GetProperty("output")[0][0].GetSingle(), 0f, 0.1f);
        Assert.Equal((2, 128), (predictions.GetProperty("stateN").GetArrayLength(), predictions.GetProperty("stateN")[1][0].GetArrayLength()));
    }
}
