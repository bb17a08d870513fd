namespace Andamento.Secrets;

/// <summary>Encrypts what must not be read from a disk. Safe to call from anywhere.</summary>
internal interface ISecretProtector
{
    /// <summary>Encrypts.</summary>
    /// <param name="purpose">What it is for. Opening needs the same, so a value moved elsewhere does not open.</param>
    /// <param name="plaintext">The value.</param>
    byte[] Seal(string purpose, byte[] plaintext);

    /// <summary>Decrypts.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">
    /// It was sealed for another purpose, with keys this cluster does not have, or was changed.
    /// </exception>
    byte[] Open(string purpose, byte[] sealedValue);
}
