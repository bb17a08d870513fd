using Andamento.Serving;

namespace Andamento.Registry;

/// <summary>
/// Takes the bytes of one upload, one part at a time, and puts them on the disk. It holds nothing that is lost with it:
/// how far the upload is, is the length of its file. The key is <see cref="ModelUpload.KeyOf"/>.
/// </summary>
[Alias("andamento.model-upload-intake")]
public interface IModelUploadGrain : IGrainWithStringKey
{
    /// <summary>Appends a part.</summary>
    /// <returns>How many bytes are here now.</returns>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.Conflict"/> when the part does not begin where the last one ended, or the upload takes no more;
    /// <see cref="FailureKind.InvalidParameter"/> for more bytes than were announced.
    /// </exception>
    [Alias("append")]
    Task<long> AppendAsync(UploadPart part, CancellationToken cancellationToken);

    /// <summary>Makes sure that what was appended survives a power cut.</summary>
    /// <returns>How many bytes are here.</returns>
    [Alias("flush")]
    Task<long> FlushAsync(CancellationToken cancellationToken);
}

/// <summary>A part of an upload.</summary>
/// <param name="Offset">How many bytes come before it.</param>
/// <param name="Content">The bytes. They belong to the callee until the call has ended.</param>
[GenerateSerializer, Immutable, Alias("andamento.upload-part")]
public sealed record UploadPart([property: Id(0)] long Offset, [property: Id(1)] ReadOnlyMemory<byte> Content);
