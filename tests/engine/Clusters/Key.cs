namespace Andamento.Tests.Engine.Clusters;

/// <summary>Tests share a cluster and never a key.</summary>
internal static class Key
{
    public static string New() => Guid.NewGuid().ToString("N");
}
