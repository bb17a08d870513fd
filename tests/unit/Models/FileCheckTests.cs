using System.Security.Cryptography;
using Andamento.Replicas;
using Andamento.Serving;
using Andamento.Silo.Models;
using Andamento.Tests.Unit.Storage;

namespace Andamento.Tests.Unit.Models;

public sealed class FileCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Said _said = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_per_cent_is_told_once()
    {
        var bytes = RandomNumberGenerator.GetBytes(3 * 1024 * 1024);
        var path = Path.Combine(_folder.Path, "weights");
        await File.WriteAllBytesAsync(path, bytes);
        var check = new FileCheck(4 * 1024 * 1024, _said);

        check.Skip(1024 * 1024);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), await check.HashAsync(path, CancellationToken.None));
        Assert.Equal(_said.Texts.Distinct(), _said.Texts);
        Assert.Equal(("Checking files: 25%.", "Checking files: 100%."), (_said.Texts[0], _said.Texts[^1]));
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(999, false)]
    public void A_model_larger_than_the_memory_is_refused_before_it_is_read(long available, bool fits)
    {
        var check = () => HostMemory.Check(
            new() { FullName = "a.b.c", Version = "1", Task = ServingTask.Predict, Files = [new("a", 600, "0"), new("b", 400, "0")] }, available);

        if (fits) check();
        else Assert.Contains("Start a silo with more memory", Assert.Throws<InvalidDataException>(check).Message, StringComparison.Ordinal);
    }

    private sealed class Said : IProgress<string>
    {
        public List<string> Texts { get; } = [];

        public void Report(string value) => Texts.Add(value);
    }
}
