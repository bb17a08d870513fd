using System.Security.Cryptography;

namespace Andamento.Inference;

/// <summary>The files of a model on disk.</summary>
public static class ModelFiles
{
    /// <summary>Checks every file of a model's folder against its manifest, and gives the manifest.</summary>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>, naming the first file that is missing or differs.</exception>
    public static async Task<ModelManifest> VerifyAsync(
        string folder, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var manifest = await ModelManifest.ReadAsync(folder, cancellationToken);
        foreach (var file in manifest.Files)
        {
            progress.Report($"Checking {file.Path} ({file.Bytes:N0} bytes)");
            await VerifyAsync(Path.Combine(folder, file.Path), file, cancellationToken);
        }

        return manifest;
    }

    private static async Task VerifyAsync(string path, ModelFile file, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw Broken(file, "is missing");

        await using var stream = File.OpenRead(path);
        if (stream.Length != file.Bytes) throw Broken(file, $"has {stream.Length} bytes, not {file.Bytes}");

        var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        if (found != file.Sha256) throw Broken(file, $"has the SHA-256 {found}, not {file.Sha256}");
    }

    private static ModelException Broken(ModelFile file, string what) =>
        new(ModelFailure.BadModel, $"The model's file {file.Path} {what}.");
}
