namespace Andamento.Tests.Unit.Storage;

/// <summary>A folder of one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("andamento-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
