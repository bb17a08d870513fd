using System.Security.Cryptography;
using Andamento.Registry;

namespace Andamento.Tests.Unit.Registry;

/// <summary>Models and versions that tests start from.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    public static readonly DateTimeOffset Later = Time.AddMinutes(1);

    public static string NewId() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    public static RegisteredVersion Version(int number, string model = "main.default.churn") => new()
    {
        FullName = model, Version = number, Id = $"{number:x32}", Status = VersionStatus.Pending,
        CreatedBy = "ann@x.org", CreatedAt = Time, UpdatedBy = "ann@x.org", UpdatedAt = Time,
    };

    public static RegisteredModel Model(string name = "main.default.churn") => new()
    {
        FullName = name, Id = $"{1:x32}", Owner = "ann@x.org", CreatedBy = "ann@x.org", CreatedAt = Time,
        UpdatedBy = "ann@x.org", UpdatedAt = Time, Revision = 1,
    };

    public static RegisteredModelRecord Record(params RegisteredVersion[] versions) => new()
    {
        Model = Model(),
        LastVersion = versions.Select(version => version.Version).DefaultIfEmpty().Max(),
        Versions = System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(
            versions.Select(version => KeyValuePair.Create(version.Version, version))),
    };
}
