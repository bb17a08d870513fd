using Andamento.Secrets;
using Microsoft.AspNetCore.DataProtection;

namespace Andamento.Silo.Secrets;

/// <summary>Seals with ASP.NET Core Data Protection: authenticated encryption, keys that roll over, old ones kept to open.</summary>
internal sealed class DataProtectionSecretProtector : ISecretProtector
{
    private readonly IDataProtectionProvider _keys;

    /// <summary>Uses the key ring of a folder that only the owner may read.</summary>
    public DataProtectionSecretProtector(string keyFolder) => _keys = DataProtectionProvider.Create(
        new DirectoryInfo(keyFolder), ring => ring.SetApplicationName("andamento"));

    public byte[] Seal(string purpose, byte[] plaintext) => _keys.CreateProtector(purpose).Protect(plaintext);

    public byte[] Open(string purpose, byte[] sealedValue) => _keys.CreateProtector(purpose).Unprotect(sealedValue);
}
