using System.Text.Json;

namespace Andamento.Inference.Tokens;

/// <summary>Reads a <c>tokenizer.json</c>. A part that is not known here is refused by its name: close is not good enough.</summary>
internal static class TokenizerFile
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>: it is missing, broken, or not known here.</exception>
    public static Tokenizer Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(SmallFile.Read(path, SmallFile.MaxVocabulary));
            return new Tokenizer(new FilePart(json.RootElement));
        }
        catch (Exception broken)
            when (broken is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
                or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new ModelException(
                ModelFailure.BadModel, $"The tokenizer {Path.GetFileName(path)} cannot be used: {broken.Message}", broken);
        }
    }
}
