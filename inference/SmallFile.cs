namespace Andamento.Inference;

/// <summary>Files of a model that are read into memory whole. A stranger wrote them, so each kind has a length that none exceeds.</summary>
internal static class SmallFile
{
    /// <summary>Of a vocabulary: the largest that are known have some 40 MB.</summary>
    public const int MaxVocabulary = 256 << 20;

    /// <summary>Of settings and templates.</summary>
    public const int MaxSettings = 64 << 20;

    /// <summary>Reads one.</summary>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>: it is longer.</exception>
    public static byte[] Read(string path, int mostBytes) => new FileInfo(path).Length <= mostBytes
        ? File.ReadAllBytes(path)
        : throw new ModelException(ModelFailure.BadModel, $"{Path.GetFileName(path)} is longer than {mostBytes} bytes.");
}
