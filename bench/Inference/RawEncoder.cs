using Andamento.Inference;
using Andamento.Inference.Onnx;
using Andamento.Inference.Tokens;
using Microsoft.ML.OnnxRuntime;

namespace Andamento.Bench.Inference;

/// <summary>A raw loop over texts that are tokens already, in batches whose inputs exist before the clock starts.</summary>
internal sealed class RawEncoder : IDisposable
{
    private static readonly int[] Sizes = [1, 4, 8, 16, 32, 64];

    private readonly RawModel _model;
    private readonly Dictionary<int, List<OrtValue[]>> _batches = [];
    private readonly int _texts;
    private int _next;

    public RawEncoder(string folder, ModelManifest manifest, IReadOnlyList<string> texts, ModelLoadOptions options)
    {
        _model = new(ModelLanes.ModelFile(folder, manifest), options);
        _texts = texts.Count;
        var tokenizer = TokenizerFile.Read(Path.Combine(folder, "tokenizer.json"));
        var encoded = texts.Select(text => tokenizer.EncodeCut(text, manifest.MaxLength!.Value)).OrderBy(ids => ids.Length).ToList();
        foreach (var size in Sizes)
        {
            var batches = encoded.Chunk(size).Select(Inputs).ToArray();
            new Random(1).Shuffle(batches); // else a short turn would see short texts alone
            _batches[size] = [.. batches];
        }
    }

    /// <summary>Works for so long, and gives the texts in a second.</summary>
    public Task<double> RunAsync(int size, TimeSpan time)
    {
        var batches = _batches[size];
        return Clients.Loop(time, size, () => _model.Run(batches[_next++ % batches.Count]));
    }

    /// <summary>The size of batches with the most texts in a second, each measured over all texts.</summary>
    public async Task<int> BestBatchAsync(TimeSpan time)
    {
        var (best, most) = (1, 0.0);
        foreach (var size in Sizes)
        {
            await RunAsync(size, time / 4);
            var speed = Turns.At([await RunAsync(size, time), await RunAsync(size, time), await RunAsync(size, time)], 0.5);
            Console.WriteLine($"{$"  raw batches of {size}, {_texts} texts",-52}{speed,10:N0}/s");
            if (speed > most) (best, most) = (size, speed);
        }

        return best;
    }

    public void Dispose()
    {
        foreach (var value in _batches.Values.SelectMany(batches => batches).SelectMany(inputs => inputs)) value.Dispose();
        _model.Dispose();
    }

    private OrtValue[] Inputs(int[][] texts)
    {
        var length = texts.Max(ids => ids.Length);
        return [.. _model.Session.InputNames.Select(name =>
        {
            var values = new long[texts.Length * length];
            for (var i = 0; i < texts.Length; i++)
            {
                for (var at = 0; at < texts[i].Length; at++)
                {
                    values[i * length + at] = name switch { "input_ids" => texts[i][at], "attention_mask" => 1, _ => 0 };
                }
            }

            return OrtValue.CreateTensorValueFromMemory(values, [texts.Length, length]);
        })];
    }
}
