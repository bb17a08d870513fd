using System.Collections.Immutable;
using Andamento.Serving;

namespace Andamento.Registry;

/// <summary>
/// A registered model and its versions. The key is its full name. It is the only writer of its record, and a change is stored
/// before it is acknowledged. Versions that an operator has put into a folder are seen at once, and are read-only.
/// </summary>
/// <remarks>
/// Changes throw <see cref="ServingException"/>: <see cref="FailureKind.ResourceNotFound"/> without such a model, version, tag
/// or alias; <see cref="FailureKind.InvalidParameter"/> naming the field; <see cref="FailureKind.PermissionDenied"/> in the
/// catalog <c>system</c>; <see cref="FailureKind.Conflict"/> for what an endpoint, an upload or the version's state stands against.
/// </remarks>
[Alias("andamento.registered-model")]
public interface IRegisteredModelGrain : IGrainWithStringKey
{
    /// <summary>The files of a version, to serve them.</summary>
    /// <returns>Null when there is no such model or version, or it is not ready.</returns>
    [Alias("get-version")]
    Task<ModelVersion?> GetVersionAsync(string version, CancellationToken cancellationToken);

    /// <summary>Registers the model.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.AlreadyExistsInRegistry"/> when the name is taken.</exception>
    [Alias("create")]
    Task<RegisteredModel> CreateAsync(CreateModel command, CancellationToken cancellationToken);

    /// <summary>Reads the model. Null when there is none.</summary>
    [Alias("get")]
    Task<RegisteredModel?> GetAsync(CancellationToken cancellationToken);

    /// <summary>Changes the description or the owner.</summary>
    [Alias("update")]
    Task<RegisteredModel> UpdateAsync(UpdateModel command, CancellationToken cancellationToken);

    /// <summary>Moves the model to a free name. Refused while an endpoint names it. Safe to repeat.</summary>
    [Alias("rename")]
    Task<RegisteredModel> RenameAsync(string newName, string caller, CancellationToken cancellationToken);

    /// <summary>Takes over what was registered under another name. Safe to repeat.</summary>
    [Alias("adopt")]
    Task<RegisteredModel> AdoptAsync(ModelMove move, CancellationToken cancellationToken);

    /// <summary>Deletes the model, its versions and their files. Refused while an endpoint names it.</summary>
    [Alias("delete")]
    Task DeleteAsync(CancellationToken cancellationToken);

    /// <summary>Sets or removes a tag. Removing one that is not there changes nothing.</summary>
    [Alias("change-tag")]
    Task ChangeTagAsync(ChangeModelTag command, CancellationToken cancellationToken);

    /// <summary>Sets or removes an alias.</summary>
    [Alias("change-alias")]
    Task ChangeAliasAsync(ChangeModelAlias command, CancellationToken cancellationToken);

    /// <summary>Makes the next version. It is pending until its files are here and checked.</summary>
    [Alias("create-version")]
    Task<RegisteredVersion> CreateVersionAsync(CreateModelVersion command, CancellationToken cancellationToken);

    /// <summary>Reads a version. Null when there is none.</summary>
    [Alias("describe-version")]
    Task<RegisteredVersion?> DescribeVersionAsync(int version, CancellationToken cancellationToken);

    /// <summary>Versions below a number, newest first.</summary>
    /// <param name="below">Only versions below this one.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("list-versions")]
    Task<ImmutableArray<RegisteredVersion>> ListVersionsAsync(int below, int count, CancellationToken cancellationToken);

    /// <summary>Changes the description of a version.</summary>
    [Alias("update-version")]
    Task<RegisteredVersion> UpdateVersionAsync(int version, string description, string caller, CancellationToken cancellationToken);

    /// <summary>Moves a version to a stage.</summary>
    [Alias("change-stage")]
    Task<RegisteredVersion> ChangeStageAsync(ChangeModelStage command, CancellationToken cancellationToken);

    /// <summary>Deletes a version and its files; its number is not used again. Refused while an endpoint names it.</summary>
    [Alias("delete-version")]
    Task DeleteVersionAsync(int version, string caller, CancellationToken cancellationToken);

    /// <summary>Begins the upload of a pending version's files.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.Conflict"/> while there is one.</exception>
    [Alias("begin-upload")]
    Task<RegisteredVersion> BeginUploadAsync(int version, BeginModelUpload command, CancellationToken cancellationToken);

    /// <summary>
    /// Says that all bytes are here: they are checked, unpacked and put in place, and the version becomes ready or fails.
    /// Waits a few seconds for that. Safe to repeat.
    /// </summary>
    [Alias("complete-upload")]
    Task<RegisteredVersion> CompleteUploadAsync(int version, CancellationToken cancellationToken);

    /// <summary>Gives an upload up; the version waits for another. Refused once it is complete.</summary>
    [Alias("cancel-upload")]
    Task CancelUploadAsync(int version, CancellationToken cancellationToken);

    /// <summary>Goes on with what the end of a silo has cut off, and gives up uploads that nobody goes on with. Safe to repeat.</summary>
    [Alias("tend")]
    Task TendAsync(CancellationToken cancellationToken);
}
