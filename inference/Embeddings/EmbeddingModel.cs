using Andamento.Inference.Batching;
using Andamento.Inference.Onnx;
using Andamento.Inference.Tokens;

namespace Andamento.Inference.Embeddings;

/// <summary>Texts to vectors.</summary>
internal sealed class EmbeddingModel : ILoadedModel
{
    // Enough to keep the cores busy, small enough that a newcomer does not wait long.
    private const int TextsInOneRun = 32, TokensInOneRun = 2048;

    private readonly Tokenizer _tokenizer;
    private readonly OnnxSession _session;
    private readonly Batcher<EncodedText, float[]> _batcher;
    private readonly Pooling _pooling;
    private readonly int[] _dimensions;
    private readonly string _queryPrefix;
    private readonly int _maxLength, _width;

    private EmbeddingModel(OnnxSession session, Tokenizer tokenizer, ModelManifest manifest, ModelLoadOptions options)
    {
        _session = session;
        _tokenizer = tokenizer;
        _maxLength = manifest.MaxLength ?? throw new ModelException(ModelFailure.BadModel, "The manifest lacks max_length.");
        _queryPrefix = manifest.QueryPrefix ?? "";
        _pooling = Pooling.Of(manifest.Pooling);
        var encoder = new SentenceEncoder(session, _pooling);
        _width = encoder.Run([Encode("warm")])[0].Length;
        _dimensions = [.. (manifest.Dimensions ?? []).Append(_width).Distinct().Order()];
        if (_dimensions is not [> 0, ..] || _dimensions[^1] != _width)
            throw new ModelException(ModelFailure.BadModel, $"The manifest's dimensions are not all between 1 and {_width}.");

        _batcher = new(ModelLanes.Limits(options, TextsInOneRun, TokensInOneRun), encoder.Run, options.Clock);
    }

    /// <summary>Loads the model, on the calling thread.</summary>
    public static EmbeddingModel Load(string folder, ModelManifest manifest, ModelLoadOptions options)
    {
        var tokenizer = TokenizerFile.Read(Path.Combine(folder, "tokenizer.json"));
        var session = OnnxSession.Open(ModelLanes.ModelFile(folder, manifest), options);
        try
        {
            return new EmbeddingModel(session, tokenizer, manifest, options);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    // Off the caller's turn: reading and writing are work too.
    public ValueTask<ModelAnswer> RunAsync(ModelRequest request, CancellationToken cancellationToken) =>
        new(Task.Run(() => AnswerAsync(request, cancellationToken), cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _batcher.DisposeAsync();
        _session.Dispose();
    }

    private async Task<ModelAnswer> AnswerAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        var asked = EmbeddingsRequest.Parse(request.Body);
        var dimensions = asked.Dimensions ?? _width;
        if (!_dimensions.Contains(dimensions))
        {
            throw Json.JsonBody.Invalid(
                $"'dimensions' is {dimensions}; this model's vectors have {string.Join(" or ", _dimensions)}.", "dimensions");
        }

        var prefix = asked.IsQuery ? _queryPrefix : "";
        var texts = asked.Texts.Select(text => Encode(prefix + text)).ToList();
        var vectors = await _batcher.RunAsync(texts, cancellationToken);
        for (var i = 0; i < vectors.Length; i++) vectors[i] = _pooling.Shorten(vectors[i], dimensions);
        var tokens = texts.Sum(text => (long)text.Ids.Length);
        return new(EmbeddingsAnswer.Write(vectors, asked.Base64, request.AnswerModel, tokens), tokens);
    }

    private EncodedText Encode(string text) => new(_tokenizer.EncodeCut(text, _maxLength));
}
