namespace Andamento.Inference.Tokens.Normalizers;

/// <summary>Changes a text before it is cut into words. Immutable, and safe for concurrent use.</summary>
internal interface INormalizer
{
    /// <summary>The changed text.</summary>
    /// <param name="text">Well-formed UTF-16, and so is the result.</param>
    string Normalize(string text);
}
